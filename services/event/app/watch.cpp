#include "services/event/app/watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace boxoffice::event {

Watch::Watch(Loop& loop, std::shared_ptr<const Inventory> inventory, std::chrono::milliseconds quiet_after)
    : inventory_(std::move(inventory)), quiet_after_(quiet_after), timer_(loop, quiet_after) {}

void Watch::update(std::shared_ptr<const Inventory> inventory) {
    if (inventory->v <= inventory_->v) return;
    inventory_ = std::move(inventory);
    text_.reset();
    timer_.expires_after(quiet_after_);
}

std::shared_ptr<const std::string> Watch::text(std::string (*render)(const Inventory&)) {
    if (!text_) text_ = std::make_shared<const std::string>(render(*inventory_));
    return text_;
}

Task<Watch::Wake> Watch::wait() {
    if (timer_.expiry() <= std::chrono::steady_clock::now()) timer_.expires_after(quiet_after_);
    const auto [error] = co_await timer_.async_wait(boost::asio::as_tuple(use_task));
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (state.cancelled() != boost::asio::cancellation_type::none)
        throw boost::system::system_error(boost::asio::error::operation_aborted);
    co_return error ? Wake::changed : Wake::quiet;
}

}  // namespace boxoffice::event
