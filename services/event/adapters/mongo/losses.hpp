#pragma once

#include "platform/async/task.hpp"

#include <boost/asio/steady_timer.hpp>

namespace boxoffice::event {

/// The patience of a writer whom other instances beat to it: two losses are taken at once, after that it waits 0 to
/// 5 ms at random before it tries again.
class Losses {
public:
    explicit Losses(Loop& loop) : timer_(loop) {}

    /// Returns when it is time to try again. Throws Unavailable when it has been going on for three seconds.
    Task<> wait();

private:
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    Timer timer_;
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    int count_ = 0;
};

}  // namespace boxoffice::event
