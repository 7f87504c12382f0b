#pragma once

#include "platform/auth/token.hpp"
#include "platform/http/router.hpp"
#include "services/notification/tests/running.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace boxoffice::notification {

/// The service's routes without a socket: requests are signed as the caller they name.
class ApiTest : public testing::Test {
protected:
    ApiTest() { verifier.trust(R"({"keys":[)" + signing_key.public_jwk() + "]}"); }

    struct Call {
        http::Method method = http::Method::get;
        std::string target = {};
        std::string body = {};
        std::string key = {};  ///< Idempotency-Key
        std::string as = "booking";
        Role role = Role::service;
    };

    http::Response send(const Call& call) {
        http::Request request;
        request.method = call.method;
        request.target = call.target;
        request.body = call.body;
        if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
        if (!call.key.empty()) request.headers.emplace_back("Idempotency-Key", call.key);
        if (!call.as.empty()) request.headers.emplace_back("Authorization", "Bearer " + token(call.as, call.role));
        return run(loop, router.dispatch(std::move(request)));
    }
    http::Response post(std::string target, std::string body, std::string key = {}) {
        return send({.method = http::Method::post, .target = target, .body = body, .key = key});
    }
    http::Response get(std::string target) { return send({.target = std::move(target)}); }

    static boost::json::value json_of(const http::Response& response) { return boost::json::parse(response.body); }
    static std::string text(const http::Response& response, std::string_view name) {
        const auto value = json_of(response);
        const auto* found = value.as_object().if_contains(name);
        return found == nullptr ? "" : std::string(found->as_string());
    }
    static std::string code(const http::Response& response) { return text(response, "code"); }
    static bool replayed(const http::Response& response) {
        return std::ranges::count(response.headers,
                                  std::pair<std::string, std::string>("Idempotency-Replayed", "true")) == 1;
    }

    TemporaryFolder folder;
    Loop loop;
    SystemRandom random;
    UuidSource ids{random};
    SystemClock clock{loop};
    Metrics metrics{"notification"};
    auth::SigningKey signing_key = auth::SigningKey::from_file_or_new(folder.path() / "key.jwk");
    auth::TokenVerifier verifier;
    http::Router router{{verifier, clock, random, {}, metrics}};

private:
    std::string token(const std::string& subject, Role role) {
        const auto now = clock.now();
        Caller caller{.subject = subject,
                      .session = "s",
                      .email = "someone@example.org",
                      .role = role,
                      .issued_at = now,
                      .expires_at = now + auth::token_lifetime};
        return signing_key.sign(caller, "t");
    }
};

}  // namespace boxoffice::notification
