#pragma once

#include "platform/async/run.hpp"
#include "platform/async/scope.hpp"

#include <functional>
#include <future>

namespace boxoffice {

/// Turns the loop until the condition holds; the test fails, and false is returned, when it does not within 30 seconds.
bool run_until(Loop& loop, const std::function<bool()>& holds);

/// Cancels a scope from inside its loop, and turns the loop until nothing runs in it.
void cancel_and_join(Loop& loop, TaskScope& scope);

/// Starts a task that runs when the loop turns; see `finish`.
template <class T>
std::future<T> start(Loop& loop, Task<T> task) {
    return boost::asio::co_spawn(loop.get_executor(), std::move(task), boost::asio::use_future);
}

/// Turns the loop until the result is there; rethrows what the task threw.
template <class T>
T finish(Loop& loop, std::future<T>& result) {
    run_until(loop, [&result] { return result.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    return result.get();
}

}  // namespace boxoffice
