#include "platform/log/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace boxoffice {

namespace {

constexpr auto gathering_time = std::chrono::milliseconds(40);
constexpr std::size_t gathered_enough_bytes = 256 * 1024;
constexpr std::size_t waiting_max_bytes = 64 * 1024 * 1024;

int open_appending(const std::string& path) {
    return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

// Writes from the front of `text` and drops what is written; false when the file takes no more.
bool write_out(int file, std::string& text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const auto count = ::write(file, text.data() + written, text.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        written += static_cast<std::size_t>(count);
    }
    text.erase(0, written);
    return text.empty();
}

// Signals are for the loop's thread.
void block_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

struct LogFile::State {
    const Options options;
    int file;

    std::mutex mutex;
    std::condition_variable wake;   ///< the flusher
    std::condition_variable tried;  ///< who waits in `flush`
    std::string waiting;            ///< whole lines, not yet taken by the flusher
    std::uint64_t lost = 0;         ///< lines that found no room
    std::uint64_t rounds_begun = 0;
    std::uint64_t rounds_done = 0;
    bool flush_asked = false;
    bool reopen_asked = false;
    bool stopping = false;

    // The flusher's own:
    std::string unwritten;           ///< taken, but refused by the file so far
    std::uint64_t lost_by_file = 0;  ///< lines, because too much is unwritten
    std::thread flusher;

    explicit State(Options given) : options(std::move(given)), file(open_appending(options.path)) {
        if (file < 0) throw std::system_error(errno, std::system_category(), options.path);
        flusher = std::thread([this] { run(); });
    }

    ~State() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        wake.notify_all();
        flusher.join();
        ::close(file);
    }

    bool is_urgent() const { return stopping || flush_asked || waiting.size() >= gathered_enough_bytes; }

    void run() {
        block_signals();
        pthread_setname_np(pthread_self(), "log");
        std::unique_lock lock(mutex);
        bool stopped = false;
        while (!stopped) {
            wait_for_lines(lock);
            stopped = stopping;
            run_round(lock);
        }
    }

    void wait_for_lines(std::unique_lock<std::mutex>& lock) {
        const auto has_work = [this] { return is_urgent() || reopen_asked || !waiting.empty(); };
        // What the file refused is tried again, like new lines, after the gathering time.
        if (unwritten.empty()) wake.wait(lock, has_work);
        wake.wait_for(lock, gathering_time, [this] { return is_urgent(); });
    }

    void run_round(std::unique_lock<std::mutex>& lock) {
        std::string lines = std::exchange(waiting, {});
        const auto lost_lines = std::exchange(lost, 0) + (unwritten.empty() ? std::exchange(lost_by_file, 0) : 0);
        const bool reopens = std::exchange(reopen_asked, false);
        flush_asked = false;
        ++rounds_begun;
        lock.unlock();
        if (reopens) open_anew();
        if (lost_lines > 0) lines += lost_line(lost_lines);
        write_lines(std::move(lines));
        lock.lock();
        rounds_done = rounds_begun;
        tried.notify_all();
    }

    void write_lines(std::string lines) {
        if (options.standard_output) {
            std::string copy = lines;
            write_out(STDOUT_FILENO, copy);
        }
        if (unwritten.empty())
            unwritten = std::move(lines);
        else if (unwritten.size() < waiting_max_bytes)
            unwritten += lines;
        else
            lost_by_file += static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
        write_out(file, unwritten);
    }

    void open_anew() {
        const int opened = open_appending(options.path);
        if (opened < 0) return;
        write_out(file, unwritten);
        ::close(std::exchange(file, opened));
    }

    static std::string lost_line(std::uint64_t count) {
        const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        return fmt::format(
            R"({{"time":"{}","level":"error","service":"log","message":"log lines were lost","count":{}}})"
            "\n",
            to_rfc3339(now), count);
    }
};

LogFile::LogFile(Options options) : state_(std::make_unique<State>(std::move(options))) {}

LogFile::~LogFile() = default;

void LogFile::reopen() {
    const std::lock_guard lock(state_->mutex);
    state_->reopen_asked = true;
    state_->wake.notify_one();
}

void LogFile::flush() {
    std::unique_lock lock(state_->mutex);
    const auto round = state_->rounds_begun + 1;
    state_->flush_asked = true;
    state_->wake.notify_one();
    state_->tried.wait(lock, [&] { return state_->rounds_done >= round; });
}

void LogFile::append(Level level, std::string line) {
    if (level < state_->options.level) return;
    line += '\n';
    const std::lock_guard lock(state_->mutex);
    if (state_->waiting.size() + line.size() > waiting_max_bytes) {
        ++state_->lost;
        return;
    }
    const bool was_urgent = state_->is_urgent();
    const bool was_empty = state_->waiting.empty();
    state_->waiting += line;
    if (was_empty || (!was_urgent && state_->is_urgent())) state_->wake.notify_one();
}

Level LogFile::level() const { return state_->options.level; }

}  // namespace boxoffice
