#pragma once

#include "platform/auth/token.hpp"
#include "platform/http/router.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/responses.hpp"
#include "platform/testing/temporary_folder.hpp"

#include <string>

namespace boxoffice {

/// What one request of a test is.
struct Call {
    http::Method method = http::Method::get;
    std::string target = {};
    std::string body = {};       ///< JSON
    std::string key = {};        ///< Idempotency-Key
    std::string as = "booking";  ///< the caller's subject; nobody when empty
    Role role = Role::service;
};

/// A router with all that it needs, and people it trusts, in this process and without a socket.
struct TestSite {
    explicit TestSite(std::string service = "test");

    /// A token that the router trusts, for an hour of the site's clock.
    std::string token(const std::string& subject, Role role);
    /// The same for a person, or a service, of that role.
    std::string token(Role role);

    /// Adds a route of one path whose handler may not capture anything.
    void route(http::Method method, std::string path, http::Access access, http::Body body,
               Task<http::Response> (*handler)(http::Request&));

    http::Response answer(http::Request request);
    http::Response send(const Call& call);
    http::Response post(std::string target, std::string body, std::string key = {});
    http::Response get(std::string target);

    TemporaryFolder folder;
    Loop loop;
    StandingClock clock;
    SystemRandom random;
    UuidSource ids{random};
    Metrics metrics;
    LogFile log_file{{.path = folder.path() / "log", .level = Level::debug, .standard_output = false}};
    Log log;
    auth::SigningKey key = auth::SigningKey::from_file_or_new(folder.path() / "key.jwk");
    auth::TokenVerifier verifier;
    http::Router router{{verifier, clock, random, log, metrics}};
};

}  // namespace boxoffice
