#pragma once

#include "platform/auth/caller.hpp"

#include <string>

namespace boxoffice::user {

/// Signs tokens.
class TokenIssuer {
public:
    virtual ~TokenIssuer() = default;

    /// A token that says who the caller is, valid from `issued_at` to `expires_at`.
    virtual std::string issue(const Caller& caller, const std::string& token_id) = 0;
    /// The key that verifies them, as a JWK (RFC 7517), and its `kid`.
    virtual std::string public_jwk() const = 0;
    virtual std::string key_id() const = 0;
};

}  // namespace boxoffice::user
