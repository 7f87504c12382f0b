#include "platform/testing/clocks.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/system/system_error.hpp>

namespace boxoffice {

Task<> ManualClock::sleep(std::chrono::milliseconds duration) {
    const auto until = now_ + duration;
    if (until <= now_) co_return;
    Timer timer(loop_, Timer::time_point::max());
    const auto sleeper = sleepers_.emplace(until, &timer);
    boost::system::error_code woken;
    co_await timer.async_wait(boost::asio::redirect_error(use_task, woken));
    if (now_ >= until) co_return;
    sleepers_.erase(sleeper);
    throw boost::system::system_error(woken);
}

void ManualClock::advance(std::chrono::milliseconds duration) {
    now_ += duration;
    const auto first_later = sleepers_.upper_bound(now_);
    for (auto sleeper = sleepers_.begin(); sleeper != first_later; ++sleeper) sleeper->second->cancel();
    sleepers_.erase(sleepers_.begin(), first_later);
}

std::optional<std::chrono::milliseconds> ManualClock::next() const {
    if (sleepers_.empty()) return std::nullopt;
    return sleepers_.begin()->first - now_;
}

}  // namespace boxoffice
