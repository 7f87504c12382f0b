#include "bench/driver/load.hpp"

#include "bench/driver/poller.hpp"

#include <sys/resource.h>

#include <deque>

namespace boxoffice::load {

namespace {

constexpr std::chrono::milliseconds pause_before_reconnect{10};
constexpr std::size_t connects_at_once = 100;

Clock::duration duration_of(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

bool is_refusal(int status) { return status == 429 || status == 503; }

class Run {
public:
    explicit Run(const Plan& plan) : plan_(plan), clients_(plan.connections), counts_(plan.stretches.size()) {
        for (std::uint32_t i = 0; i < clients_.size(); ++i) unopened_.push_back({begin_, i});
    }

    LoadResult run() {
        const auto cpu_before = cpu_seconds();
        stretch_end_ = begin_ + duration_of(plan_.stretches.front().seconds);
        next_due_ = begin_;
        while (advance(Clock::now())) {
            connect(Clock::now());
            resume(Clock::now());
            schedule(Clock::now());
            for (const auto& ready : poller_.wait(wake_at())) on_ready(ready);
        }
        LoadResult result;
        const std::chrono::duration<double> passed = Clock::now() - begin_;
        result.driver_cpu_share = (cpu_seconds() - cpu_before) / passed.count();
        for (std::size_t i = 0; i < counts_.size(); ++i) result.stretches.push_back(result_of(i));
        result.timeline = std::move(timeline_);
        return result;
    }

private:
    struct Pending {
        TimePoint since;
        std::size_t stretch = 0;
    };
    struct Client {
        Connection connection;
        std::optional<Pending> pending;
    };
    struct Count {
        StretchResult result;
        Histogram accepted;
        Histogram refused;
        std::uint64_t open = 0;
    };
    struct Unopened {
        TimePoint from;
        std::uint32_t client;
    };

    bool is_over() const { return stretch_ == plan_.stretches.size(); }
    bool is_open_loop() const { return !is_over() && plan_.stretches[stretch_].rate > 0; }

    /// Moves to the next stretch when it is time; false when all is done.
    bool advance(TimePoint now) {
        while (!is_over() && now >= stretch_end_) {
            if (++stretch_ == plan_.stretches.size()) {
                give_up_at_ = now + duration_of(plan_.patience_s);
                break;
            }
            next_due_ = stretch_end_;
            stretch_end_ += duration_of(plan_.stretches[stretch_].seconds);
            if (!is_open_loop()) start_idle();
        }
        return !is_over() || (open_ > 0 && now < give_up_at_);
    }

    TimePoint wake_at() const {
        auto at = is_over() ? give_up_at_ : stretch_end_;
        if (is_open_loop()) at = std::min(at, next_due_);
        if (!unopened_.empty()) at = std::min(at, unopened_.front().from);
        if (!paused_.empty()) at = std::min(at, paused_.begin()->first);
        return at;
    }

    void connect(TimePoint now) {
        for (std::size_t i = 0; i < connects_at_once && !unopened_.empty() && unopened_.front().from <= now; ++i) {
            const auto index = unopened_.front().client;
            unopened_.pop_front();
            poller_.watch(clients_[index].connection.open(plan_.addresses[index % plan_.addresses.size()]), index);
            free_.push_back(index);
        }
        if (!is_open_loop()) start_idle();
    }

    /// Those that were refused come back.
    void resume(TimePoint now) {
        for (; !paused_.empty() && paused_.begin()->first <= now; paused_.erase(paused_.begin()))
            free_.push_back(paused_.begin()->second);
        if (!is_open_loop()) start_idle();
    }

    /// Closed loop: who is free sends.
    void start_idle() {
        for (auto idle = std::exchange(free_, {}); !idle.empty() && !is_over(); idle.pop_front())
            send(idle.front(), begin_pending(Clock::now()));
    }

    /// Open loop: what is due by now, on the connections that are free.
    void schedule(TimePoint now) {
        if (is_open_loop()) {
            const auto interval = duration_of(1 / plan_.stretches[stretch_].rate);
            for (; next_due_ <= now && next_due_ < stretch_end_; next_due_ += interval)
                due_.push_back(begin_pending(next_due_));
        }
        for (; !due_.empty() && !free_.empty(); due_.pop_front()) {
            const auto index = free_.back();
            free_.pop_back();
            send(index, due_.front());
        }
    }

    Pending begin_pending(TimePoint since) {
        auto& count = counts_[stretch_];
        ++count.result.sent;
        ++count.open;
        ++open_;
        return {since, stretch_};
    }

    void send(std::uint32_t index, Pending pending) {
        auto& client = clients_[index];
        client.pending = pending;
        if (!client.connection.send(plan_.requests[index % plan_.requests.size()])) broke(index);
    }

    void on_ready(Poller::Ready ready) {
        switch (clients_[ready.index].connection.on_ready(ready.events)) {
            case Connection::Progress::under_way: break;
            case Connection::Progress::answered: answered(ready.index); break;
            case Connection::Progress::broken: broke(ready.index); break;
        }
    }

    void answered(std::uint32_t index) {
        auto& client = clients_[index];
        if (!client.pending) return;
        const auto now = Clock::now();
        count(*std::exchange(client.pending, std::nullopt), client.connection, now);
        if (!client.connection.may_go_on()) return reopen(index);
        if (is_over() && due_.empty()) return;
        if (is_open_loop() || is_over())
            free_.push_back(index);
        else if (const auto pause = pause_of(client.connection); pause.count() > 0)
            paused_.emplace(now + pause, index);
        else
            send(index, begin_pending(now));
    }

    static std::chrono::seconds pause_of(const Connection& connection) {
        const auto wanted = is_refusal(connection.status()) ? header_in(connection.head(), "retry-after") : "";
        return std::chrono::seconds(std::atoi(std::string(wanted).c_str()));
    }

    void count(const Pending& pending, const Connection& connection, TimePoint now) {
        auto& count = counts_[pending.stretch];
        const auto status = connection.status();
        const auto took = microseconds_between(pending.since, now);
        ++count.result.by_status[std::to_string(status)];
        --count.open;
        --open_;
        if (status >= 200 && status < 300) {
            count.accepted.add(took);
            ++second(now).accepted;
        } else if (is_refusal(status)) {
            count.refused.add(took);
            ++second(now).refused;
            if (header_in(connection.head(), "retry-after").empty()) ++count.result.refused_without_retry_after;
        } else {
            ++count.result.failed;
            ++second(now).failed;
        }
    }

    void broke(std::uint32_t index) {
        auto& client = clients_[index];
        if (!client.connection.is_open()) return;
        if (const auto pending = std::exchange(client.pending, std::nullopt)) {
            auto& count = counts_[pending->stretch];
            ++count.result.failed;
            ++count.result.by_status["broken"];
            --count.open;
            --open_;
            ++second(Clock::now()).failed;
        }
        reopen(index);
    }

    void reopen(std::uint32_t index) {
        std::erase(free_, index);
        std::erase_if(paused_, [index](const auto& entry) { return entry.second == index; });
        clients_[index].connection.close();
        if (!is_over()) unopened_.push_back({Clock::now() + pause_before_reconnect, index});
    }

    Second& second(TimePoint now) {
        const auto passed = static_cast<std::size_t>(std::chrono::floor<std::chrono::seconds>(now - begin_).count());
        if (timeline_.size() <= passed) timeline_.resize(passed + 1);
        return timeline_[passed];
    }

    StretchResult result_of(std::size_t stretch) {
        auto& count = counts_[stretch];
        auto result = std::move(count.result);
        result.seconds = plan_.stretches[stretch].seconds;
        result.rate = plan_.stretches[stretch].rate;
        result.accepted = count.accepted.count();
        result.refused = count.refused.count();
        result.unanswered = count.open;
        result.accepted_per_s = static_cast<double>(result.accepted) / result.seconds;
        result.accepted_latency = count.accepted.latency();
        result.refused_latency = count.refused.latency();
        return result;
    }

    const Plan& plan_;
    Poller poller_;
    TimePoint begin_ = Clock::now();
    TimePoint stretch_end_;
    TimePoint next_due_;
    TimePoint give_up_at_;
    std::size_t stretch_ = 0;
    std::vector<Client> clients_;
    std::deque<std::uint32_t> free_;
    std::deque<Unopened> unopened_;
    std::multimap<TimePoint, std::uint32_t> paused_;
    std::deque<Pending> due_;
    std::vector<Count> counts_;
    std::vector<Second> timeline_;
    std::uint64_t open_ = 0;
};

}  // namespace

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](timeval time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

LoadResult run(const Plan& plan) { return Run(plan).run(); }

}  // namespace boxoffice::load
