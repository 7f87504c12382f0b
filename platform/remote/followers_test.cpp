#include "platform/remote/followers.hpp"
#include "platform/remote/tests/neighbourhood.hpp"

#include "platform/http/router.hpp"

#include <gmock/gmock.h>

namespace boxoffice::remote {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A user service of several instances, each with a key of its own.
class FollowersTest : public Neighbourhood {
protected:
    FollowersTest() {
        server.reply = [this](const std::string& request) { return answer(request); };
    }

    ScriptedServer::Reply answer(const std::string& request) {
        if (request.contains("jwks.json")) return ScriptedServer::json(R"({"keys":[)" + published + "]}");
        return ScriptedServer::json(revocations);
    }
    auth::SigningKey new_key(const std::string& name) { return auth::SigningKey::from_file_or_new(folder.file(name)); }
    std::string token(const auth::SigningKey& signer, std::string session = "s1") {
        return signer.sign({.subject = "u1",
                            .session = std::move(session),
                            .email = "a@example.org",
                            .role = Role::attendee,
                            .issued_at = clock.now(),
                            .expires_at = clock.now() + 1h},
                           "t");
    }
    bool is_good(const std::string& text) { return verifier.verify(text, clock.now()).has_value(); }
    FollowerParts follower_parts() { return {users, verifier, scope, clock, {}}; }
    /// Moves the clock to the next time somebody wakes, and lets that be done.
    void pass(std::chrono::milliseconds time, std::string_view until_asked) {
        const auto before = asked(until_asked);
        clock.advance(time);
        run_until(loop, [&] { return asked(until_asked) > before && clock.next(); });
    }
    void settle() {
        run_until(loop, [&] { return clock.next().has_value(); });
    }

    auth::SigningKey key = new_key("first.jwk");
    std::string published = key.public_jwk();
    std::string revocations = R"({"data":[],"next_cursor":null})";
    auth::TokenVerifier verifier;
    Remote users{parts(), options()};
};

TEST_F(FollowersTest, keys_are_had_at_the_start_and_from_time_to_time) {
    KeyFollower follower(follower_parts());
    EXPECT_FALSE(follower.knows_keys());
    scope.spawn(follower.run());
    settle();
    EXPECT_TRUE(follower.knows_keys());
    EXPECT_TRUE(is_good(token(key)));
    const auto second = new_key("second.jwk");
    published += "," + second.public_jwk();
    pass(60s, "jwks");
    EXPECT_TRUE(is_good(token(second)));
    EXPECT_TRUE(is_good(token(key)));
    cancel_and_join(loop, scope);
}

TEST_F(FollowersTest, keys_are_asked_for_until_the_user_service_is_there) {
    server.stop();
    KeyFollower follower(follower_parts());
    scope.spawn(follower.run());
    settle();
    EXPECT_FALSE(follower.knows_keys());
    server.start();
    for (int turn = 0; turn < 20 && !follower.knows_keys(); ++turn) {
        clock.advance(500ms);
        settle();
    }
    EXPECT_TRUE(follower.knows_keys());
    cancel_and_join(loop, scope);
}

TEST_F(FollowersTest, trusted_keys_stay_while_the_user_service_is_away_or_talks_nonsense) {
    KeyFollower follower(follower_parts());
    run(loop, follower.learn());
    published = "nonsense";
    clock.advance(1s);
    run(loop, follower.learn());
    EXPECT_TRUE(is_good(token(key)));
    server.stop();
    clock.advance(1s);
    run(loop, follower.learn());
    EXPECT_TRUE(is_good(token(key)));
}

TEST_F(FollowersTest, an_unknown_key_is_asked_for_at_once_but_not_too_often) {
    KeyFollower follower(follower_parts());
    run(loop, follower.learn());
    const auto second = new_key("second.jwk");
    published += "," + second.public_jwk();
    EXPECT_FALSE(is_good(token(second)));
    EXPECT_TRUE(verifier.take_missed_key());
    EXPECT_FALSE(verifier.take_missed_key());
    run(loop, verifier.learn_keys());
    EXPECT_FALSE(is_good(token(second)));
    clock.advance(1s);
    run(loop, verifier.learn_keys());
    EXPECT_TRUE(is_good(token(second)));
    EXPECT_EQ(asked("jwks"), 2u);
}

Task<http::Response> greet(http::Request& request) {
    co_return http::Response(200, "\"" + request.context.caller.subject + "\"");
}

TEST_F(FollowersTest, a_request_with_a_new_key_waits_until_that_is_learnt) {
    KeyFollower follower(follower_parts());
    http::Router router({verifier, clock, random, {}, metrics});
    router.add({http::Method::get, {"/me"}, http::Access::signed_in, http::Body::none, greet});
    http::Request request{.method = http::Method::get, .target = "/me"};
    request.headers = {{"Authorization", "Bearer " + token(key)}};
    auto early = request;
    EXPECT_FALSE(router.refuse_early(early, {}));
    EXPECT_EQ(run(loop, router.dispatch(std::move(early))).body, "\"u1\"");

    const auto stranger = new_key("stranger.jwk");
    request.headers = {{"Authorization", "Bearer " + token(stranger)}};
    for (int turn = 0; turn < 3; ++turn) {
        clock.advance(400ms);
        EXPECT_EQ(run(loop, router.dispatch(http::Request(request))).status, 401);
    }
    EXPECT_EQ(asked("jwks"), 2u);
}

TEST_F(FollowersTest, without_somebody_to_ask_an_unknown_key_is_refused_early) {
    http::Router router({verifier, clock, random, {}, metrics});
    router.add({http::Method::get, {"/me"}, http::Access::signed_in, http::Body::none, greet});
    http::Request request{.method = http::Method::get, .target = "/me"};
    request.headers = {{"Authorization", "Bearer " + token(key)}};
    const auto refusal = router.refuse_early(request, {});
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 401);
}

class RevocationsTest : public FollowersTest {
protected:
    RevocationsTest() { verifier.trust(R"({"keys":[)" + published + "]}"); }
    ~RevocationsTest() override { cancel_and_join(loop, scope); }

    static std::string revocation(std::int64_t sequence, std::string_view session) {
        return fmt::format(R"({{"sequence":{},"session":"{}","expires_at":"2030-01-01T00:00:00Z"}})", sequence,
                           session);
    }
    void revoke(const std::string& items) { revocations = R"({"data":[)" + items + R"(],"next_cursor":null})"; }

    RevocationFollower follower{follower_parts()};
};

TEST_F(RevocationsTest, a_signed_out_session_ends_with_the_next_question) {
    const auto signed_out = token(key, "s1");
    const auto other = token(key, "s2");
    scope.spawn(follower.run());
    settle();
    EXPECT_TRUE(is_good(signed_out));
    revoke(revocation(7, "s1"));
    pass(500ms, "/revocations");
    EXPECT_FALSE(is_good(signed_out));
    EXPECT_TRUE(is_good(other));
}

TEST_F(RevocationsTest, each_question_goes_back_a_while) {
    revoke(revocation(7, "s1"));
    scope.spawn(follower.run());
    settle();
    EXPECT_THAT(server.requests.back(), HasSubstr("after=0 "));
    // One with a lower sequence was written earlier, but is seen only now.
    const auto late = token(key, "late");
    revoke(revocation(6, "late") + "," + revocation(7, "s1"));
    pass(500ms, "/revocations");
    EXPECT_THAT(server.requests.back(), HasSubstr("after=0 "));
    EXPECT_FALSE(is_good(late));
    for (int turn = 0; turn < 20; ++turn) pass(500ms, "/revocations");
    EXPECT_THAT(server.requests.back(), HasSubstr("after=7 "));
}

TEST_F(RevocationsTest, many_come_in_pages) {
    server.reply = [](const std::string& request) {
        if (request.contains("after=0 "))
            return ScriptedServer::json(R"({"data":[)" + revocation(1, "s1") + R"(],"next_cursor":"1"})");
        return ScriptedServer::json(R"({"data":[)" + revocation(2, "s2") + R"(],"next_cursor":null})");
    };
    const auto second = token(key, "s2");
    scope.spawn(follower.run());
    settle();
    EXPECT_FALSE(is_good(second));
    EXPECT_FALSE(is_good(token(key, "s1")));
}

TEST_F(RevocationsTest, a_silent_user_service_is_told_of_and_known_tokens_go_on) {
    const auto known = token(key);
    EXPECT_TRUE(follower.trouble());
    scope.spawn(follower.run());
    settle();
    EXPECT_FALSE(follower.trouble());
    server.stop();
    for (int turn = 0; turn < 11; ++turn) {
        clock.advance(500ms);
        settle();
    }
    EXPECT_THAT(follower.trouble().value_or(""), HasSubstr("has not answered for 5 s"));
    EXPECT_TRUE(is_good(known));
    server.start();
    for (int turn = 0; turn < 20 && follower.trouble(); ++turn) {
        clock.advance(500ms);
        settle();
    }
    EXPECT_FALSE(follower.trouble());
}

}  // namespace
}  // namespace boxoffice::remote
