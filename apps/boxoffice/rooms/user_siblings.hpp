#pragma once

#include "apps/boxoffice/base.hpp"
#include "services/user/app/sessions.hpp"

namespace boxoffice {

/// Other user services over the same store: follows the sessions that they end and the keys that they sign with. Used
/// on the loop's thread only.
class UserSiblings {
public:
    UserSiblings(Base& base, user::Sessions& sessions, Log log)
        : base_(base), sessions_(sessions), log_(std::move(log)) {}

    /// Follows until it is cancelled, from where the store's revocations are known already. The verifier then also asks
    /// here when it meets a key that it does not know.
    Task<> follow(std::int64_t known_revocation);

private:
    Task<> look(int round);
    Task<> learn_keys();

    Base& base_;
    user::Sessions& sessions_;
    Log log_;
    /// A revocation may become visible after one with a higher sequence, so each question goes back a while.
    std::int64_t settled_ = 0;
    std::int64_t recent_ = 0;
    std::int64_t latest_ = 0;
    Timestamp learned_at_{};
    bool complained_ = false;
};

}  // namespace boxoffice
