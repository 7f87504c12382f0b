#pragma once

#include "platform/auth/token.hpp"
#include "services/user/ports/token_issuer.hpp"

namespace boxoffice::user {

/// Signs with ES256 by the platform's key.
class JoseTokenIssuer final : public TokenIssuer {
public:
    explicit JoseTokenIssuer(auth::SigningKey key) : key_(std::move(key)) {}

    std::string issue(const Caller& caller, const std::string& token_id) override {
        return key_.sign(caller, token_id);
    }
    std::string public_jwk() const override { return key_.public_jwk(); }
    std::string key_id() const override { return key_.key_id(); }

private:
    auth::SigningKey key_;
};

}  // namespace boxoffice::user
