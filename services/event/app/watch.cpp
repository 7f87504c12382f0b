#include "services/event/app/watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace boxoffice::event {

namespace {

constexpr std::chrono::milliseconds least_gap{250};
/// To tell one costs 25 to 40 µs, most of it in the system. In turns of a few, which are short enough for others to
/// hardly notice, and with pauses that leave them most of the machine, 10,000 have heard after 900 ms.
constexpr std::size_t told_in_a_turn = 100;
constexpr std::chrono::microseconds time_for_each{90};

}  // namespace

Watch::Follower::Follower(Watch& watch) : watch_(watch) { watch.join(*this); }

Watch::Follower::~Follower() { watch_.leave(*this); }

Task<> Watch::Follower::end() {
    boost::system::error_code woken;
    if (!watch_.deleted()) co_await watch_.ended_.async_wait(boost::asio::redirect_error(use_task, woken));
}

Watch::Watch(TaskScope& scope, Clock& clock, std::shared_ptr<const Inventory> inventory,
             std::chrono::milliseconds quiet_after)
    : scope_(scope),
      clock_(clock),
      inventory_(std::move(inventory)),
      quiet_after_(quiet_after),
      changed_(scope.executor()),
      ended_(scope.executor(), std::chrono::steady_clock::time_point::max()) {}

void Watch::update(std::shared_ptr<const Inventory> inventory) {
    if (inventory->v <= inventory_->v) return;
    inventory_ = std::move(inventory);
    text_.reset();
    changed_.cancel();
    if (deleted()) ended_.cancel();
}

std::shared_ptr<const std::string> Watch::text(std::string (*render)(const Inventory&)) {
    if (!text_) text_ = std::make_shared<const std::string>(render(*inventory_));
    return text_;
}

void Watch::join(Follower& follower) {
    follower.known_ = inventory_->v;
    follower.told_at_ = clock_.steady_now();
    follower.place_ = followers_.insert(next_, &follower);
    if (!telling_) telling_ = scope_.spawn(tell_followers(shared_from_this()));
}

void Watch::leave(Follower& follower) {
    if (next_ == follower.place_) ++next_;
    followers_.erase(follower.place_);
    if (followers_.empty()) changed_.cancel();
}

Task<> Watch::tell_followers(std::shared_ptr<Watch> watch) {
    struct Ending {
        Watch& watch;
        ~Ending() { watch.telling_ = false; }
    } const ending(*watch);
    for (bool all_know = false;;) {
        const bool quiet = all_know && !co_await watch->changes();
        if (watch->followers_.empty() || watch->deleted()) co_return;
        all_know = co_await watch->tell_all(quiet);
    }
}

/// False when nothing does for `quiet_after_`.
Task<bool> Watch::changes() {
    changed_.expires_after(quiet_after_);
    const auto [woken] = co_await changed_.async_wait(boost::asio::as_tuple(use_task));
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (state.cancelled() != boost::asio::cancellation_type::none)
        throw boost::system::system_error(boost::asio::error::operation_aborted);
    co_return woken.failed();
}

/// Each once; whether all know the newest state then.
Task<bool> Watch::tell_all(bool quiet) {
    const auto began = clock_.steady_now();
    const auto version = inventory_->v;
    bool all_know = true;
    auto turn_ends = began;
    for (auto left = followers_.size(); left > 0 && !deleted();) {
        const auto count = std::min(left, told_in_a_turn);
        all_know = tell_some(count, quiet) && all_know;
        left -= count;
        turn_ends = std::max(turn_ends, clock_.steady_now()) + count * time_for_each;
        co_await sleep_until(turn_ends);
    }
    co_await sleep_until(began + least_gap);
    co_return all_know && inventory_->v == version;
}

bool Watch::tell_some(std::size_t count, bool quiet) {
    bool all_know = true;
    for (std::size_t i = 0; i < count && !followers_.empty(); ++i) all_know = tell_next(quiet) && all_know;
    return all_know;
}

/// Whether he knows the newest state now.
bool Watch::tell_next(bool quiet) {
    if (next_ == followers_.end()) next_ = followers_.begin();
    auto& follower = **next_++;
    if (follower.known_ == inventory_->v) {
        if (quiet) follower.tell_quiet();
        return true;
    }
    const auto now = clock_.steady_now();
    if (now < follower.told_at_ + least_gap || !follower.tell_state()) return false;
    follower.known_ = inventory_->v;
    follower.told_at_ = now;
    return true;
}

Task<> Watch::sleep_until(std::chrono::steady_clock::time_point time) {
    co_await clock_.sleep(std::chrono::ceil<std::chrono::milliseconds>(time - clock_.steady_now()));
}

}  // namespace boxoffice::event
