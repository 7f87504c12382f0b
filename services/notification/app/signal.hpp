#pragma once

#include "platform/async/task.hpp"

#include <boost/asio/steady_timer.hpp>
#include <chrono>

namespace boxoffice::notification {

/// "Look again": wakes who waits for it, and is remembered when nobody does. Used on the loop's thread only.
class Signal {
public:
    explicit Signal(Loop& loop) : timer_(loop) { timer_.expires_at(std::chrono::steady_clock::time_point::max()); }

    /// Wakes every waiter.
    void notify();
    /// Returns after a notify, at once when there was one since the last wait. Throws operation_aborted when the
    /// waiting task is cancelled.
    Task<> wait();

private:
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      Executor>
        timer_;
    bool notified_ = false;
};

/// Whether an exception only says that the task was cancelled.
bool is_cancellation(const std::exception& fault);

}  // namespace boxoffice::notification
