#pragma once

#include "platform/auth/token.hpp"

namespace boxoffice::user {

/// Hears of sessions that have ended, so that their tokens are refused from now on.
class SessionEnds {
public:
    virtual ~SessionEnds() = default;

    /// Called once the revocation is durable, perhaps more than once for the same one.
    virtual void ended(const auth::Revocation& revocation) = 0;
};

}  // namespace boxoffice::user
