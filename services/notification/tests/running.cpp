#include "services/notification/tests/running.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace boxoffice::notification {

Task<> ManualClock::sleep(std::chrono::milliseconds duration) {
    const auto until = now_ + duration;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      Executor>
        timer(loop_);
    while (now_ < until) {
        timer.expires_after(std::chrono::milliseconds(1));
        co_await timer.async_wait(use_task);
    }
}

void run_until(Loop& loop, const std::function<bool()>& holds) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    const auto work = boost::asio::make_work_guard(loop);
    loop.restart();
    while (!holds()) {
        ASSERT_LT(std::chrono::steady_clock::now(), limit) << "the condition was not reached";
        loop.run_one_for(std::chrono::milliseconds(20));
    }
}

void cancel_and_join(Loop& loop, TaskScope& scope) {
    boost::asio::post(loop, [&scope] { scope.cancel(); });
    run_until(loop, [&scope] { return scope.running() == 0; });
}

}  // namespace boxoffice::notification
