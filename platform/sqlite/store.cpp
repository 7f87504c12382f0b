#include "platform/sqlite/store.hpp"

#include "platform/async/thread_name.hpp"
#include "platform/guards/guards.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

namespace boxoffice::sqlite {

namespace {

constexpr std::size_t write_batch_max = 512;
constexpr std::size_t read_batch_max = 32;
constexpr std::size_t reader_count = 2;

std::int64_t version_of(Connection& connection) {
    auto rows = connection.query("PRAGMA user_version");
    rows.next();
    return rows.integer(0);
}

void apply(Connection& connection, const Migration& migration) {
    connection.execute("BEGIN IMMEDIATE");
    try {
        connection.execute(migration.sql);
        connection.execute(("PRAGMA user_version = " + std::to_string(migration.version)).c_str());
        connection.execute("COMMIT");
    } catch (...) {
        if (connection.in_transaction()) connection.execute("ROLLBACK");
        throw;
    }
}

void migrate(Connection& connection, const std::string& path, std::span<const Migration> migrations) {
    const auto found = version_of(connection);
    const auto newest = migrations.empty() ? 0 : migrations.back().version;
    if (found > newest)
        throw std::runtime_error(path + " was written by a newer program: its schema has version " +
                                 std::to_string(found) + ", this one knows " + std::to_string(newest));
    for (const auto& migration : migrations)
        if (migration.version > found) apply(connection, migration);
}

}  // namespace

struct Store::State {
    using WorkGuard = boost::asio::executor_work_guard<Executor>;

    struct Given {
        std::unique_ptr<Job> job;
        WorkGuard keeps_loop;
    };

    /// Jobs on their way to a thread; all members are guarded by `mutex`.
    struct Queue {
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<Given> jobs;
        bool stopping = false;

        void add(Given given) {
            {
                const std::lock_guard lock(mutex);
                jobs.push_back(std::move(given));
            }
            changed.notify_one();
        }

        /// Waits for jobs; none once it is stopping and empty.
        std::vector<Given> take(std::size_t count_max) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [this] { return stopping || !jobs.empty(); });
            std::vector<Given> taken;
            taken.reserve(std::min(count_max, jobs.size()));
            for (; !jobs.empty() && taken.size() < count_max; jobs.pop_front())
                taken.push_back(std::move(jobs.front()));
            return taken;
        }

        void stop() {
            {
                const std::lock_guard lock(mutex);
                stopping = true;
            }
            changed.notify_all();
        }
    };

    State(Loop& given_loop, std::string given_path) : loop(given_loop), path(std::move(given_path)) {}

    Given given(std::unique_ptr<Job> job) { return {std::move(job), WorkGuard(loop.get_executor())}; }

    void answer(std::vector<Given> batch) {
        boost::asio::post(loop, [batch = std::move(batch)] {
            for (const auto& given : batch) given.job->answer();
        });
    }

    void write_until_stopped(Connection connection) {
        for (auto batch = writes.take(write_batch_max); !batch.empty(); batch = writes.take(write_batch_max)) {
            write(connection, batch);
            answer(std::move(batch));
            if (left_out(Guard::durable_answers)) commit_late(connection);
        }
    }

    static void write(Connection& connection, std::span<Given> batch) {
        bool decided = false;
        try {
            if (!connection.in_transaction()) connection.execute("BEGIN IMMEDIATE");
            run(connection, batch);
            decided = true;
            if (!left_out(Guard::durable_answers)) connection.execute("COMMIT");
        } catch (...) {
            const auto fault = std::current_exception();
            roll_back(connection);
            if (decided && left_out(Guard::failed_commits)) return;
            if (decided || batch.size() == 1)
                for (const auto& given : batch) given.job->fail(fault);
            else
                for (std::size_t i = 0; i < batch.size(); ++i) write(connection, batch.subspan(i, 1));
        }
    }

    static void run(Connection& connection, std::span<Given> batch) {
        for (const auto& given : batch) {
            given.job->run(connection);
            // A job may have caught a fault that took the transaction with it; the next must not run outside of one.
            if (!connection.in_transaction()) throw std::runtime_error("SQLite: the transaction ended inside a write");
        }
    }

    static void commit_late(Connection& connection) {
        try {
            if (connection.in_transaction()) connection.execute("COMMIT");
        } catch (const std::exception&) {
            roll_back(connection);
        }
    }

    static void roll_back(Connection& connection) noexcept {
        try {
            if (connection.in_transaction()) connection.execute("ROLLBACK");
        } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
            // The next BEGIN fails and says why.
        }
    }

    void read_until_stopped(Connection connection) {
        for (auto batch = reads.take(read_batch_max); !batch.empty(); batch = reads.take(read_batch_max)) {
            for (const auto& given : batch) read(connection, *given.job);
            answer(std::move(batch));
        }
    }

    static void read(Connection& connection, Job& job) {
        try {
            connection.execute("BEGIN");
            job.run(connection);
            connection.execute("COMMIT");
        } catch (...) {
            job.fail(std::current_exception());
            roll_back(connection);
        }
    }

    Loop& loop;
    std::string path;
    Queue writes;
    Queue reads;
    std::vector<std::jthread> threads;
};

Store::Store(Loop& loop, const std::string& path, std::span<const Migration> migrations)
    : state_(std::make_unique<State>(loop, path)) {
    Connection writer(path, {});
    migrate(writer, path, migrations);
    std::vector<Connection> readers;
    readers.reserve(reader_count);
    for (std::size_t i = 0; i < reader_count; ++i) readers.emplace_back(path, Connection::Options{.read_only = true});

    auto& state = *state_;
    const auto name = std::filesystem::path(path).stem().string();
    state.threads.emplace_back([&state, writer = std::move(writer), name]() mutable {
        name_this_thread("write " + name);
        state.write_until_stopped(std::move(writer));
    });
    for (auto& reader : readers)
        state.threads.emplace_back([&state, reader = std::move(reader), name]() mutable {
            name_this_thread("read " + name);
            state.read_until_stopped(std::move(reader));
        });
}

Store::~Store() {
    state_->writes.stop();
    state_->reads.stop();
    state_->threads.clear();
}

const std::string& Store::path() const { return state_->path; }

void Store::enqueue_write(std::unique_ptr<Job> job) { state_->writes.add(state_->given(std::move(job))); }

void Store::enqueue_read(std::unique_ptr<Job> job) { state_->reads.add(state_->given(std::move(job))); }

}  // namespace boxoffice::sqlite
