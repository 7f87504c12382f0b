#include "apps/boxoffice/rooms/user_siblings.hpp"

#include "platform/async/cancellation.hpp"

namespace boxoffice {

namespace {

constexpr std::chrono::milliseconds between_looks{500};
constexpr int looks_until_settled = 20;
constexpr int looks_between_keys = 120;
constexpr std::chrono::milliseconds between_demands{1'000};
constexpr std::int64_t looked_back_at_first = 1'000;

}  // namespace

Task<> UserSiblings::follow(std::int64_t known_revocation) {
    latest_ = recent_ = known_revocation;
    settled_ = std::max<std::int64_t>(0, known_revocation - looked_back_at_first);
    base_.verifier.learn_keys_by([this] { return learn_keys(); });
    for (int round = 1;; ++round) {
        co_await base_.clock.sleep(between_looks);
        std::exception_ptr fault;
        try {
            co_await look(round);
        } catch (...) {
            fault = std::current_exception();
        }
        if (fault && is_cancellation(fault)) std::rethrow_exception(fault);
        if (fault && !std::exchange(complained_, true))
            log_.warning("sessions that other user services end are not heard of just now", {{"why", describe(fault)}});
        if (!fault) complained_ = false;
    }
}

Task<> UserSiblings::look(int round) {
    latest_ = std::max(latest_, co_await sessions_.follow_revocations(settled_));
    if (round % looks_until_settled == 0) settled_ = std::exchange(recent_, latest_);
    if (round % looks_between_keys == 0) base_.verifier.trust(co_await sessions_.publish_key());
}

Task<> UserSiblings::learn_keys() {
    const auto now = base_.clock.now();
    if (now - learned_at_ < between_demands) co_return;
    learned_at_ = now;
    base_.verifier.trust(co_await sessions_.publish_key());
}

}  // namespace boxoffice
