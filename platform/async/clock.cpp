#include "platform/async/clock.hpp"

#include <boost/asio/steady_timer.hpp>

namespace boxoffice {

Timestamp SystemClock::now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Task<> SystemClock::sleep(std::chrono::milliseconds duration) {
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      Executor>
        timer(loop_, duration);
    co_await timer.async_wait(use_task);
}

}  // namespace boxoffice
