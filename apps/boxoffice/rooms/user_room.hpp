#pragma once

#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/room.hpp"
#include "apps/boxoffice/rooms/user_siblings.hpp"
#include "services/user/adapters/argon2/argon2_hasher.hpp"
#include "services/user/adapters/jose/jose_token_issuer.hpp"
#include "services/user/api/api.hpp"
#include "services/user/api/browser_accounts.hpp"
#include "services/user/api/pages/pages.hpp"
#include "services/user/api/session_cookie.hpp"

#include <memory>

namespace boxoffice {

/// The user service, with the pages.
struct UserRoom final : Room {
    struct Ports {
        std::unique_ptr<user::UserStore> store;
        std::unique_ptr<user::Neighbour> events;
        std::unique_ptr<user::Neighbour> bookings;
        bool has_siblings = false;  ///< other user services may be over the same store
    };
    UserRoom(Base& base, Door& door, Ports ports);

    /// Before anything is served: the keys are trusted, revocations known, and there is an admin. May be repeated.
    Task<> prepare();
    void start() override;

    /// Refuses a session's tokens in this process from the moment its end is durable.
    struct Ends final : user::SessionEnds {
        explicit Ends(auth::TokenVerifier& given_verifier) : verifier(given_verifier) {}
        void ended(const auth::Revocation& revocation) override { verifier.revoke(revocation); }
        auth::TokenVerifier& verifier;
    };

    Base& base;
    Ports ports;
    user::Argon2Hasher hasher;
    user::JoseTokenIssuer issuer;
    Ends ends;
    user::Credentials credentials;
    user::Accounts accounts;
    user::Sessions sessions;
    UserSiblings siblings;
    std::int64_t known_revocation = 0;
    user::BrowserAccounts browser_accounts;
    user::CookieSessions cookie_sessions;
    user::Pages pages;
    user::Api api;
};

}  // namespace boxoffice
