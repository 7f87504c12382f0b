#pragma once

#include "platform/async/task.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <list>

namespace boxoffice {

/// The owner of background coroutines: each `spawn`ed one is joined before the scope may die.
/// Used on the loop's thread only. Stopping is: `close` (refuse new ones), `join` with a limit, `cancel`, `join`.
class TaskScope {
public:
    /// `on_fault` hears of every exception that leaves a spawned task; cancellation is not a fault.
    using OnFault = std::function<void(std::exception_ptr)>;

    TaskScope(Loop& loop, OnFault on_fault);
    TaskScope(const TaskScope&) = delete;
    TaskScope& operator=(const TaskScope&) = delete;
    /// Asserts that nothing runs any more.
    ~TaskScope();

    /// Starts the task on the next turn of the loop. False, and nothing is started, once the scope is closed.
    bool spawn(Task<> task);

    /// Refuses every later spawn.
    void close() { closed_ = true; }

    /// Asks every running task to stop at its next wait (terminal cancellation). Call it from inside the running loop:
    /// from outside, Boost 1.81 posts the signal by a pointer that a task's end may free first.
    void cancel();

    /// Waits until no task runs, or until the limit has passed. True when nothing runs. One join at a time.
    Task<bool> join(std::chrono::milliseconds limit);

    std::size_t running() const { return signals_.size(); }
    Executor executor() const { return loop_.get_executor(); }

private:
    Loop& loop_;
    OnFault on_fault_;
    bool closed_ = false;
    std::list<boost::asio::cancellation_signal> signals_;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      Executor>
        emptied_;
};

}  // namespace boxoffice
