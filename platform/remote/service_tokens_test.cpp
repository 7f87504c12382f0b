#include "platform/remote/service_tokens.hpp"
#include "platform/remote/tests/neighbourhood.hpp"

#include <gmock/gmock.h>

namespace boxoffice::remote {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class ServiceTokensTest : public Neighbourhood {
protected:
    ServiceTokensTest() {
        users.use_tokens(tokens);
        server.reply = [this](const std::string& request) { return answer(request); };
    }

    ScriptedServer::Reply answer(const std::string& request) {
        if (!request.starts_with("POST /tokens")) return ScriptedServer::json("{}", status_elsewhere);
        if (refusing) return ScriptedServer::json(R"({"code":"invalid_credentials"})", 401);
        return ScriptedServer::json(
            fmt::format(R"({{"access_token":"token-{}","token_type":"Bearer","expires_in":3600}})", ++given));
    }
    std::string token() { return run(loop, tokens.token()); }

    int given = 0;
    bool refusing = false;
    int status_elsewhere = 200;
    Remote users{parts(), options()};
    ServiceTokens tokens{{users, scope, clock, {}}, "booking", Secret("the secret")};
};

TEST_F(ServiceTokensTest, a_token_is_had_for_name_and_secret_and_kept) {
    EXPECT_EQ(token(), "token-1");
    EXPECT_EQ(token(), "token-1");
    ASSERT_EQ(server.requests.size(), 1u);
    EXPECT_THAT(server.requests[0],
                HasSubstr(R"({"grant_type":"client_credentials","client_id":"booking","client_secret":"the secret"})"));
}

TEST_F(ServiceTokensTest, many_who_wait_cause_one_request) {
    std::vector<std::future<std::string>> waiting;
    for (int caller = 0; caller < 20; ++caller) waiting.push_back(start(loop, tokens.token()));
    for (auto& caller : waiting) EXPECT_EQ(finish(loop, caller), "token-1");
    EXPECT_EQ(given, 1);
}

TEST_F(ServiceTokensTest, it_is_renewed_before_it_expires_while_the_old_one_serves) {
    token();
    clock.advance(49min);
    EXPECT_EQ(token(), "token-1");
    EXPECT_EQ(given, 1);
    clock.advance(61min - 49min - 13min + 2min);
    EXPECT_EQ(token(), "token-1");
    run_until(loop, [&] { return given == 2; });
    run_until(loop, [&] { return token() == "token-2"; });
}

TEST_F(ServiceTokensTest, a_valid_token_outlives_the_user_service) {
    token();
    server.stop();
    clock.advance(59min);
    for (int turn = 0; turn < 5; ++turn) EXPECT_EQ(token(), "token-1");
    clock.advance(1min);
    EXPECT_THROW(token(), Unavailable);
    server.start();
    clock.advance(10s);
    EXPECT_EQ(token(), "token-2");
}

TEST_F(ServiceTokensTest, a_refused_secret_is_not_shown_again_at_once) {
    refusing = true;
    for (int turn = 0; turn < 10; ++turn) EXPECT_THROW(token(), Unavailable);
    EXPECT_EQ(server.requests.size(), 1u);
    clock.advance(2s);
    EXPECT_THROW(token(), Unavailable);
    EXPECT_EQ(server.requests.size(), 2u);
    refusing = false;
    clock.advance(60s);
    EXPECT_EQ(token(), "token-1");
}

TEST_F(ServiceTokensTest, calls_of_the_service_bear_the_token) {
    run(loop, users.call({.target = "/revocations"}));
    EXPECT_THAT(server.requests.at(1), HasSubstr("Authorization: Bearer token-1\r\n"));
    run(loop, users.call({.target = "/.well-known/jwks.json", .as_service = false}));
    EXPECT_THAT(server.requests.at(2), testing::Not(HasSubstr("Authorization")));
}

TEST_F(ServiceTokensTest, a_token_that_somebody_refused_is_given_up) {
    token();
    status_elsewhere = 401;
    EXPECT_EQ(run(loop, users.call({.target = "/revocations"})).status, 401);
    status_elsewhere = 200;
    run(loop, users.call({.target = "/revocations"}));
    EXPECT_THAT(server.requests.back(), HasSubstr("Bearer token-2\r\n"));
    tokens.refused("token-1");
    EXPECT_EQ(token(), "token-2");
}

}  // namespace
}  // namespace boxoffice::remote
