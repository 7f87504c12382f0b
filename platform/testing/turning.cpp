#include "platform/testing/turning.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace boxoffice {

bool run_until(Loop& loop, const std::function<bool()>& holds) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    const auto work = boost::asio::make_work_guard(loop);
    loop.restart();
    while (!holds()) {
        if (std::chrono::steady_clock::now() > limit) {
            ADD_FAILURE() << "the condition was not reached";
            return false;
        }
        loop.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
}

void begin(Loop& loop, Task<> task) {
    boost::asio::co_spawn(loop.get_executor(), std::move(task), [](const std::exception_ptr&) {});
}

void cancel_and_join(Loop& loop, TaskScope& scope) {
    bool cancelled = false;
    boost::asio::post(loop, [&] {
        scope.cancel();
        cancelled = true;
    });
    run_until(loop, [&] { return cancelled && scope.running() == 0; });
}

}  // namespace boxoffice
