#include "apps/boxoffice/tests/reach.hpp"
#include "platform/remote/followers.hpp"
#include "services/user/tests/service.hpp"

namespace boxoffice::test {

namespace {

using namespace std::chrono_literals;

/// A service of another process, as it follows the real user service.
class FollowingTest : public user::ServiceTest {
protected:
    FollowingTest() {
        users_.use_tokens(tokens_);
        run(loop_, tokens_.token());
        run(loop_, keys_.learn());
    }
    ~FollowingTest() override { cancel_and_join(loop_, reach_.scope); }

    bool is_good(const std::string& token) { return theirs_.verify(token, clock_.now()).has_value(); }

    Served served_{loop_, router_};
    Reach reach_{loop_, [] { return std::string(); }};
    auth::TokenVerifier theirs_;
    remote::Remote users_{reach_.parts(), reach_.options("user", served_.address())};
    remote::ServiceTokens tokens_{{users_, reach_.scope, reach_.clock, {}}, "booking", Secret("the service secret")};
    ManualClock follower_clock_{loop_};
    remote::FollowerParts parts_{users_, theirs_, reach_.scope, follower_clock_, {}};
    remote::KeyFollower keys_{parts_};
    remote::RevocationFollower revocations_{parts_};
};

TEST_F(FollowingTest, a_users_token_is_good_elsewhere_until_signed_out_there) {
    sign_up("ann@example.org");
    const auto token = token_of("ann@example.org");
    const auto other = token_of("ann@example.org");
    reach_.scope.spawn(revocations_.run());
    run_until(loop_, [&] { return follower_clock_.next().has_value(); });
    EXPECT_TRUE(is_good(token));
    ASSERT_EQ(post("/logout", "", token).status, 204);
    follower_clock_.advance(500ms);
    run_until(loop_, [&] { return !is_good(token); });
    EXPECT_TRUE(is_good(other));
    EXPECT_FALSE(revocations_.trouble());
}

TEST_F(FollowingTest, another_role_ends_all_tokens_elsewhere) {
    const auto id = sign_up("ann@example.org");
    const auto token = token_of("ann@example.org");
    clock_.time += 1s;
    ASSERT_EQ(put("/users/" + id, R"({"role":"organizer"})", admin_token()).status, 200);
    reach_.scope.spawn(revocations_.run());
    run_until(loop_, [&] { return !is_good(token); });
}

TEST_F(FollowingTest, the_services_own_token_is_taken_by_others_as_its_name) {
    const auto caller = theirs_.verify(run(loop_, tokens_.token()), clock_.now());
    ASSERT_TRUE(caller) << caller.error().detail;
    EXPECT_EQ(caller->subject, "booking");
    EXPECT_TRUE(caller->is_service());
}

TEST_F(FollowingTest, a_token_of_an_instance_that_has_just_begun_is_good_whichever_instance_is_asked) {
    user::JoseTokenIssuer younger(auth::SigningKey::from_file_or_new(folder_.file("younger.jwk")));
    run(loop_, store_.register_key(younger.key_id(), younger.public_jwk(), clock_.now()));
    auto caller = Caller::service("event");
    caller.session = caller.email = "event";
    caller.issued_at = clock_.now();
    caller.expires_at = clock_.now() + 1h;
    const auto token = younger.issue(caller, "t");
    EXPECT_FALSE(is_good(token));
    ASSERT_TRUE(theirs_.take_missed_key());
    clock_.time += 1s;
    follower_clock_.advance(1s);
    run(loop_, theirs_.learn_keys());
    EXPECT_TRUE(is_good(token));
}

TEST_F(FollowingTest, a_wrong_secret_gets_no_token) {
    remote::ServiceTokens wrong{{users_, reach_.scope, reach_.clock, {}}, "booking", Secret("guessed")};
    EXPECT_THROW(run(loop_, wrong.token()), Unavailable);
}

}  // namespace
}  // namespace boxoffice::test
