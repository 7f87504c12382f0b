#pragma once

#include "platform/async/run.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/responses.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "services/user/adapters/argon2/argon2_hasher.hpp"
#include "services/user/adapters/jose/jose_token_issuer.hpp"
#include "services/user/adapters/sqlite/sqlite_user_store.hpp"
#include "services/user/api/api.hpp"
#include "services/user/api/browser_accounts.hpp"
#include "services/user/api/session_cookie.hpp"

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace boxoffice::user {

/// A neighbour that remembers what it was asked and answers with what it was told.
class RecordingNeighbour final : public Neighbour {
public:
    Task<http::Response> send(http::Request request) override {
        requests.push_back(std::move(request));
        co_return answer;
    }
    std::vector<http::Request> requests;
    http::Response answer{200, R"({"from":"neighbour"})"};
};

/// The whole user service in this process, on a store of its own, without a socket.
class ServiceTest : public testing::Test, private SessionEnds {
protected:
    ServiceTest() {
        verifier_.trust(run(loop_, sessions_.publish_key()));
        api_.add_routes(router_);
    }

    struct Call {
        http::Method method = http::Method::get;
        std::string target = {};
        std::string body = {};
        std::string token = {};
        http::Headers headers = {};
        std::string address = "192.0.2.1";
    };

    http::Response send(Call call) {
        http::Request request;
        request.method = call.method;
        request.target = call.target;
        request.body = call.body;
        request.headers = call.headers;
        request.remote_address = call.address;
        if (!call.body.empty() && request.header("Content-Type").empty())
            request.headers.emplace_back("Content-Type", "application/json");
        if (!call.token.empty()) request.headers.emplace_back("Authorization", "Bearer " + call.token);
        return run(loop_, router_.dispatch(std::move(request)));
    }
    http::Response post(std::string target, std::string body, std::string token = {}) {
        return send({.method = http::Method::post, .target = target, .body = body, .token = token});
    }
    http::Response get(std::string target, std::string token = {}) { return send({.target = target, .token = token}); }
    http::Response put(std::string target, std::string body, std::string token, std::string if_match = {}) {
        http::Headers headers;
        if (!if_match.empty()) headers.emplace_back("If-Match", if_match);
        return send({.method = http::Method::put, .target = target, .body = body, .token = token, .headers = headers});
    }

    static std::string text(const boost::json::value& value, std::string_view name) {
        return std::string(value.at(name).as_string());
    }

    std::string sign_up(const std::string& email) {
        const auto response =
            post("/signup", R"({"name":"Ann","email":")" + email + R"(","password":"correct horse"})");
        EXPECT_EQ(response.status, 201) << response.body;
        return text(json_of(response), "id");
    }
    http::Response log_in(const std::string& email, const std::string& password = "correct horse",
                          const std::string& address = "192.0.2.1") {
        return send({.method = http::Method::post,
                     .target = "/login",
                     .body = R"({"email":")" + email + R"(","password":")" + password + R"("})",
                     .address = address});
    }
    std::string token_of(const std::string& email) { return text(json_of(log_in(email)), "token"); }
    std::string admin_token() {
        run(loop_, accounts_.ensure_admin({}, "admin@example.org", Secret("correct horse")));
        return token_of("admin@example.org");
    }
    std::string service_token() {
        return text(json_of(post("/tokens", R"({"grant_type":"client_credentials","client_id":"booking",)"
                                            R"("client_secret":"the service secret"})")),
                    "access_token");
    }

    TemporaryFolder folder_;
    Loop loop_;
    StandingClock clock_;
    SystemRandom random_;
    UuidSource ids_{random_};
    Metrics metrics_{"user"};
    WorkerPool pool_{loop_, "passwords", 2, 64};
    SqliteUserStore store_{loop_, (folder_.path() / "user.sqlite").string()};
    Argon2Hasher hasher_{pool_, {.passes = 1, .memory_bytes = 8192}};
    JoseTokenIssuer issuer_{auth::SigningKey::from_file_or_new((folder_.path() / "key.jwk").string())};
    auth::TokenVerifier verifier_;
    Credentials credentials_{{.store = store_, .hasher = hasher_, .clock = clock_, .log = {}, .metrics = metrics_}};
    Accounts accounts_{{.store = store_,
                        .credentials = credentials_,
                        .ends = *this,
                        .ids = ids_,
                        .clock = clock_,
                        .random = random_,
                        .log = {},
                        .metrics = metrics_}};
    Sessions sessions_{{.store = store_,
                        .credentials = credentials_,
                        .issuer = issuer_,
                        .ends = *this,
                        .ids = ids_,
                        .clock = clock_,
                        .log = {},
                        .metrics = metrics_,
                        .service_secret = Secret("the service secret")}};
    CookieSessions cookies_{{.service_secret = Secret("the service secret"), .secure = true}};
    BrowserAccounts browser_accounts_{accounts_, sessions_};
    RecordingNeighbour events_;
    RecordingNeighbour bookings_;
    Pages pages_{{.events = events_,
                  .bookings = bookings_,
                  .accounts = browser_accounts_,
                  .sessions = cookies_,
                  .clock = clock_,
                  .random = random_,
                  .assets = {}}};
    Api api_{{.accounts = accounts_,
              .sessions = sessions_,
              .pages = pages_,
              .browser_sessions = cookies_,
              .events = events_,
              .bookings = bookings_}};
    http::Router router_{{.verifier = verifier_, .clock = clock_, .random = random_, .log = {}, .metrics = metrics_}};

private:
    void ended(const auth::Revocation& revocation) override { verifier_.revoke(revocation); }
};

}  // namespace boxoffice::user
