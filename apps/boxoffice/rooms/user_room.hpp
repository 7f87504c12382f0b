#pragma once

#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/neighbours/router_neighbour.hpp"
#include "services/user/adapters/argon2/argon2_hasher.hpp"
#include "services/user/adapters/jose/jose_token_issuer.hpp"
#include "services/user/adapters/sqlite/sqlite_user_store.hpp"
#include "services/user/api/api.hpp"
#include "services/user/api/browser_accounts.hpp"
#include "services/user/api/pages/pages.hpp"
#include "services/user/api/session_cookie.hpp"

namespace boxoffice {

/// The user service on SQLite, with the pages.
struct UserRoom {
    /// `events` and `bookings` are the neighbours' route tables.
    UserRoom(Base& base, Door& door, http::Router& events, http::Router& bookings);

    /// Before anything is served: the keys are trusted, revocations known, and there is an admin.
    Task<> start();

    /// Refuses a session's tokens in this process from the moment its end is durable.
    struct Ends final : user::SessionEnds {
        explicit Ends(auth::TokenVerifier& given_verifier) : verifier(given_verifier) {}
        void ended(const auth::Revocation& revocation) override { verifier.revoke(revocation); }
        auth::TokenVerifier& verifier;
    };

    Base& base;
    user::SqliteUserStore store;
    user::Argon2Hasher hasher;
    user::JoseTokenIssuer issuer;
    Ends ends;
    user::Credentials credentials;
    user::Accounts accounts;
    user::Sessions sessions;
    RouterNeighbour event_neighbour;
    RouterNeighbour booking_neighbour;
    user::BrowserAccounts browser_accounts;
    user::CookieSessions cookie_sessions;
    user::Pages pages;
    user::Api api;
};

}  // namespace boxoffice
