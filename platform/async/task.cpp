#include "platform/async/task.hpp"

#include <boost/asio/async_result.hpp>

namespace boxoffice {

Task<> asleep(std::move_only_function<void(std::unique_ptr<Sleeper>)> begin) {
    auto initiate = [](auto handler, auto start) {
        struct Stopped final : Sleeper {
            explicit Stopped(decltype(handler) given) : resume(std::move(given)) {}
            void wake() override { std::move(resume)(); }
            decltype(handler) resume;
        };
        start(std::make_unique<Stopped>(std::move(handler)));
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void()>(initiate, use_task,
                                                                                             std::move(begin));
}

}  // namespace boxoffice
