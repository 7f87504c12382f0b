#include "services/event/app/watch.hpp"

#include <boost/asio/redirect_error.hpp>

#include <algorithm>

namespace boxoffice::event {

namespace {

constexpr std::chrono::milliseconds least_gap{250};
/// To tell one costs 20 to 40 µs, most of it in the system. In turns of a few, which are short enough for others to
/// hardly notice, and with pauses that leave them most of the machine, 10,000 have heard after 900 ms.
constexpr std::size_t told_in_a_turn = 100;
constexpr std::chrono::microseconds time_for_each{90};

}  // namespace

Watch::Follower::Follower(Watch& watch)
    : watch_(watch), deleted_(watch.scope_.executor(), std::chrono::steady_clock::time_point::max()) {
    watch.join(*this);
}

Watch::Follower::~Follower() { watch_.leave(*this); }

Task<> Watch::Follower::end() {
    boost::system::error_code woken;
    if (!watch_.deleted()) co_await deleted_.async_wait(boost::asio::redirect_error(use_task, woken));
}

Watch::Watch(TaskScope& scope, Clock& clock, std::shared_ptr<const Inventory> inventory,
             std::chrono::milliseconds quiet_after)
    : scope_(scope),
      clock_(clock),
      inventory_(std::move(inventory)),
      quiet_after_(quiet_after),
      quiet_(scope.executor(), quiet_after) {}

void Watch::update(std::shared_ptr<const Inventory> inventory) {
    if (inventory->v <= inventory_->v) return;
    inventory_ = std::move(inventory);
    text_.reset();
    quiet_.expires_after(quiet_after_);
    if (deleted())
        for (auto* follower : followers_) follower->deleted_.cancel();
    begin_telling();
}

std::shared_ptr<const std::string> Watch::text(std::string (*render)(const Inventory&)) {
    if (!text_) text_ = std::make_shared<const std::string>(render(*inventory_));
    return text_;
}

void Watch::join(Follower& follower) {
    follower.known_ = inventory_->v;
    follower.told_at_ = clock_.steady_now();
    follower.place_ = followers_.insert(next_, &follower);
    begin_telling();
}

void Watch::leave(Follower& follower) {
    if (next_ == follower.place_) ++next_;
    followers_.erase(follower.place_);
    if (followers_.empty()) quiet_.cancel();
}

class Watch::Telling {
public:
    explicit Telling(std::shared_ptr<Watch> given) : watch(std::move(given)) { watch->telling_ = true; }
    Telling(const Telling&) = delete;
    Telling& operator=(const Telling&) = delete;
    ~Telling() { watch->telling_ = false; }

    const std::shared_ptr<Watch> watch;
};

void Watch::begin_telling() {
    if (!telling_ && has_somebody_to_tell())
        scope_.spawn(tell_followers(std::make_unique<Telling>(shared_from_this())));
}

Task<> Watch::tell_followers(std::unique_ptr<Telling> telling) { co_await telling->watch->tell_round_after_round(); }

Task<> Watch::tell_round_after_round() {
    for (bool all_know = false; has_somebody_to_tell();) {
        if (all_know) co_await wait_for_change();
        if (has_somebody_to_tell()) all_know = co_await tell_all();
    }
}

/// Or until nothing did for long, or nobody follows any more.
Task<> Watch::wait_for_change() {
    boost::system::error_code woken;
    co_await quiet_.async_wait(boost::asio::redirect_error(use_task, woken));
}

bool Watch::was_quiet() {
    if (std::chrono::steady_clock::now() < quiet_.expiry()) return false;
    quiet_.expires_after(quiet_after_);
    return true;
}

/// Each once; whether all know the newest state then.
Task<bool> Watch::tell_all() {
    const auto version = inventory_->v;
    const Round round{.began = clock_.steady_now(), .quiet = was_quiet()};
    bool all_know = true;
    auto turn_ends = round.began;
    for (auto left = followers_.size(); left > 0 && has_somebody_to_tell();) {
        const auto count = std::min({left, followers_.size(), told_in_a_turn});
        for (std::size_t i = 0; i < count; ++i) all_know = tell_next(round) && all_know;
        left = std::min(left, followers_.size()) - count;
        // Late turns are made up for, but never without a pause.
        const std::chrono::steady_clock::duration share = count * time_for_each;
        turn_ends += share;
        co_await sleep_until(std::max(turn_ends, clock_.steady_now() + share / 2));
    }
    co_await sleep_until(round.began + least_gap);
    co_return all_know && inventory_->v == version;
}

/// Whether he knows the newest state now.
bool Watch::tell_next(Round round) {
    if (next_ == followers_.end()) next_ = followers_.begin();
    auto& follower = **next_++;
    if (follower.known_ == inventory_->v) {
        if (round.quiet) follower.tell_quiet();
        return true;
    }
    const bool too_soon = follower.told_at_ >= round.began || clock_.steady_now() < follower.told_at_ + least_gap;
    if (too_soon || !follower.tell_state()) return false;
    follower.known_ = inventory_->v;
    follower.told_at_ = round.began;
    return true;
}

Task<> Watch::sleep_until(std::chrono::steady_clock::time_point time) {
    co_await clock_.sleep(std::chrono::ceil<std::chrono::milliseconds>(time - clock_.steady_now()));
}

}  // namespace boxoffice::event
