#include "platform/async/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <stdexcept>

namespace boxoffice {

void run(Loop& loop, Task<> task) {
    auto ended = boost::asio::co_spawn(loop.get_executor(), std::move(task), boost::asio::use_future);
    loop.restart();
    while (ended.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        if (loop.run_one() == 0) throw std::logic_error("the task waits for nothing");
    ended.get();
}

}  // namespace boxoffice
