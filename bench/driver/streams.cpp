#include "bench/driver/streams.hpp"

#include "bench/driver/load.hpp"
#include "bench/driver/poller.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace boxoffice::load {

namespace {

constexpr std::chrono::milliseconds between_polls{50};
constexpr std::size_t opening_at_once = 128;
constexpr std::chrono::seconds opening_limit{60};
constexpr std::string_view id_line = "id: ";

std::int64_t number_in(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// When the present version was first seen to be at least that high.
class Present {
public:
    void saw(std::int64_t version, TimePoint at) {
        if (sights_.empty() || sights_.back().version < version) sights_.push_back({version, at});
    }
    /// Since when this version is out of date; `now` where it is the newest that was seen.
    TimePoint outdated_since(std::int64_t version, TimePoint now) const {
        const auto newer = std::ranges::upper_bound(sights_, version, {}, &Sight::version);
        return newer == sights_.end() ? now : std::min(now, newer->at);
    }
    std::int64_t newest() const { return sights_.empty() ? 0 : sights_.back().version; }

private:
    struct Sight {
        std::int64_t version;
        TimePoint at;
    };
    std::vector<Sight> sights_;
};

class Streams {
public:
    explicit Streams(const StreamPlan& plan)
        : plan_(plan),
          request_(request(plan.stream_path)),
          present_request_(request(plan.present_path)),
          streams_(plan.streams),
          poll_index_(static_cast<std::uint32_t>(plan.streams)) {}

    StreamResult run() {
        const auto begin = Clock::now();
        open_all(begin + opening_limit);
        result_.opening_s = std::chrono::duration<double>(Clock::now() - begin).count();
        std::puts("open");
        std::fflush(stdout);
        const auto cpu_before = cpu_seconds();
        const auto open_at = Clock::now();
        poller_.watch(poll_.open(plan_.address), poll_index_);
        serve_until(open_at +
                    std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(plan_.seconds)));
        settle();
        result_.driver_cpu_share =
            (cpu_seconds() - cpu_before) / std::chrono::duration<double>(Clock::now() - open_at).count();
        result_.lateness = lateness_.latency();
        return result_;
    }

private:
    struct Stream {
        Connection connection;
        std::int64_t version = 0;
        bool is_open = false;
    };

    std::string request(const std::string& path) const {
        return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", path, plan_.address.host);
    }

    /// A few at a time, so that no queue of connections overflows.
    void open_all(TimePoint limit) {
        std::uint32_t begun = 0;
        while (result_.opened < streams_.size()) {
            if (Clock::now() > limit) throw std::runtime_error(fmt::format("only {} streams open", result_.opened));
            for (; begun < streams_.size() && begun < result_.opened + opening_at_once; ++begun) {
                poller_.watch(streams_[begun].connection.open(plan_.address), begun);
                streams_[begun].connection.send(request_);
            }
            for (const auto& ready : poller_.wait(Clock::now() + between_polls)) on_ready(ready);
        }
    }

    void serve_until(TimePoint end) {
        while (Clock::now() < end) {
            if (!polling_ && Clock::now() >= next_poll_) ask();
            const auto wake = polling_ ? end : std::min(end, next_poll_);
            for (const auto& ready : poller_.wait(wake)) on_ready(ready);
        }
    }

    /// Waits until all have the state that is the newest now.
    void settle() {
        const auto limit =
            Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(plan_.settle_s));
        while (Clock::now() < limit && count_behind() > 0) serve_until(std::min(limit, Clock::now() + between_polls));
        result_.behind_at_end = count_behind();
    }

    std::uint64_t count_behind() const {
        return static_cast<std::uint64_t>(
            std::ranges::count_if(streams_, [&](const Stream& stream) { return stream.version < present_.newest(); }));
    }

    void ask() {
        polling_ = true;
        ++result_.polls;
        next_poll_ = Clock::now() + between_polls;
        if (!poll_.send(present_request_)) throw std::runtime_error("the present state cannot be asked for");
    }

    void on_ready(Poller::Ready ready) {
        if (ready.index == poll_index_) return on_present(ready.events);
        auto& stream = streams_[ready.index];
        if (!stream.connection.is_open()) return;
        // What has not gone out yet goes first.
        if (!stream.is_open && (ready.events & EPOLLOUT) != 0 && (ready.events & EPOLLIN) == 0) {
            static_cast<void>(stream.connection.on_ready(EPOLLOUT));
            return;
        }
        if (stream.connection.read()) return take_states(stream);
        ++result_.ended_early;
        stream.connection.close();
    }

    void take_states(Stream& stream) {
        auto& text = stream.connection.input();
        const auto complete = text.rfind("\n\n");
        if (complete == std::string::npos) return;
        const auto now = Clock::now();
        const auto last = text.rfind(id_line, complete);
        if (last != std::string::npos) {
            const auto version = number_in(std::string_view(text).substr(last + id_line.size()));
            if (stream.is_open) lateness_.add(microseconds_between(present_.outdated_since(stream.version, now), now));
            if (!std::exchange(stream.is_open, true)) ++result_.opened;
            stream.version = version;
            ++result_.states;
        }
        text.erase(0, complete + 2);
    }

    void on_present(std::uint32_t events) {
        const auto progress = poll_.on_ready(events);
        if (progress == Connection::Progress::broken) throw std::runtime_error("the present state is not told");
        if (progress == Connection::Progress::under_way || !std::exchange(polling_, false)) return;
        const auto tag = header_in(poll_.head(), "etag");
        present_.saw(number_in(tag.substr(std::min(tag.size(), tag.find('.') + 1))), Clock::now());
    }

    const StreamPlan& plan_;
    std::string request_;
    std::string present_request_;
    Poller poller_;
    std::vector<Stream> streams_;
    std::uint32_t poll_index_;
    Connection poll_;
    bool polling_ = false;
    TimePoint next_poll_{};
    Present present_;
    Histogram lateness_;
    StreamResult result_;
};

}  // namespace

StreamResult run_streams(const StreamPlan& plan) { return Streams(plan).run(); }

}  // namespace boxoffice::load
