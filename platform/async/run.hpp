#pragma once

#include "platform/async/task.hpp"

namespace boxoffice {

/// Runs the loop until the task has ended, and rethrows what it threw; other work stays in the loop. For tests and
/// commands, where no loop runs yet. Throws std::logic_error when the loop has nothing to do before the task ends.
void run(Loop& loop, Task<> task);

/// The task, with its result put aside.
template <class T>
Task<> kept(Task<T> task, std::shared_ptr<std::optional<T>> result) {
    result->emplace(co_await std::move(task));
}

/// The same, and gives what the task returned.
template <class T>
T run(Loop& loop, Task<T> task) {
    auto result = std::make_shared<std::optional<T>>();
    run(loop, kept(std::move(task), result));
    return std::move(**result);
}

}  // namespace boxoffice
