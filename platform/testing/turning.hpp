#pragma once

#include "platform/async/run.hpp"
#include "platform/async/scope.hpp"

#include <functional>
#include <future>
#include <stdexcept>

namespace boxoffice {

/// Turns the loop until the condition holds; the test fails, and false is returned, when it does not within 30 seconds.
bool run_until(Loop& loop, const std::function<bool()>& holds);

/// Cancels a scope from inside its loop, and turns the loop until nothing runs in it.
void cancel_and_join(Loop& loop, TaskScope& scope);

/// Starts a task that runs when the loop turns, and throws nothing.
void begin(Loop& loop, Task<> task);

/// The task, with what it returns or throws given to the promise.
template <class T>
Task<> fulfilled(Task<T> task, std::promise<T> promise) {
    try {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(task);
            promise.set_value();
        } else {
            promise.set_value(co_await std::move(task));
        }
    } catch (...) {
        promise.set_exception(std::current_exception());
    }
}

/// Starts a task that runs when the loop turns; see `finish`.
template <class T>
std::future<T> start(Loop& loop, Task<T> task) {
    std::promise<T> promise;
    auto result = promise.get_future();
    begin(loop, fulfilled(std::move(task), std::move(promise)));
    return result;
}

/// Turns the loop until the result is there, see `run_until`; rethrows what the task threw.
template <class T>
T finish(Loop& loop, std::future<T>& result) {
    if (!run_until(loop, [&result] { return result.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }))
        throw std::runtime_error("the task did not end in time");
    return result.get();
}

}  // namespace boxoffice
