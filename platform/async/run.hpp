#pragma once

#include "platform/async/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <stdexcept>

namespace boxoffice {

/// Runs the loop until the task has ended, and gives what it returned or threw; other work stays in the loop. For tests
/// and commands, where no loop runs yet. Throws std::logic_error when the loop has nothing to do before the task ends.
template <class T>
T run(Loop& loop, Task<T> task) {
    auto result = boost::asio::co_spawn(loop.get_executor(), std::move(task), boost::asio::use_future);
    loop.restart();
    while (result.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        if (loop.run_one() == 0) throw std::logic_error("the task waits for nothing");
    return result.get();
}

}  // namespace boxoffice
