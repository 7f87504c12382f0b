#pragma once

#include "platform/async/clock.hpp"

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <optional>

namespace boxoffice {

/// When tests take place: 15 January 2027, 08:00 in UTC.
inline constexpr Timestamp test_time{std::chrono::milliseconds(1'800'000'000'000)};

/// A clock that stands still until it is set. Nobody waits for it: a sleep ends at once, and is counted.
class StandingClock final : public Clock {
public:
    Timestamp now() override { return time; }
    Task<> sleep(std::chrono::milliseconds duration) override {
        slept += duration;
        co_return;
    }

    Timestamp time = test_time;
    std::chrono::milliseconds slept{0};  ///< all sleeps together
};

/// A clock that is moved by hand; whoever sleeps waits until it has been moved far enough, or is cancelled.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Loop& loop) : loop_(loop) {}

    Timestamp now() override { return now_; }
    std::chrono::steady_clock::time_point steady_now() override {
        return std::chrono::steady_clock::time_point(now_.time_since_epoch());
    }
    Task<> sleep(std::chrono::milliseconds duration) override;
    /// Sleepers whose time has come go on with the loop's next turn.
    void advance(std::chrono::milliseconds duration);
    /// How long until the next sleeper wakes; nothing when nobody sleeps.
    std::optional<std::chrono::milliseconds> next() const;

private:
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    Loop& loop_;
    Timestamp now_ = test_time;
    std::multimap<Timestamp, Timer*> sleepers_;
};

}  // namespace boxoffice
