#include "services/notification/app/signal.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace boxoffice::notification {

void Signal::notify() {
    notified_ = true;
    timer_.cancel();
}

Task<> Signal::wait() {
    if (!notified_) {
        boost::system::error_code ended;
        co_await timer_.async_wait(boost::asio::redirect_error(use_task, ended));
        const auto state = co_await boost::asio::this_coro::cancellation_state;
        if (state.cancelled() != boost::asio::cancellation_type::none)
            throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
    notified_ = false;
}

bool is_cancellation(const std::exception& fault) {
    const auto* error = dynamic_cast<const boost::system::system_error*>(&fault);
    return error != nullptr && error->code() == boost::asio::error::operation_aborted;
}

}  // namespace boxoffice::notification
