#include "services/user/tests/service.hpp"

#include "services/user/app/credentials.hpp"

namespace boxoffice::user {
namespace {

using namespace std::chrono_literals;
using http::Method;
using testing::HasSubstr;

using SessionsApiTest = ServiceTest;

TEST_F(SessionsApiTest, signing_in_gives_a_token_for_an_hour) {
    const auto id = sign_up("ann@example.org");
    const auto response = log_in("ANN@example.org");
    ASSERT_EQ(response.status, 200) << response.body;
    const auto body = json_of(response);
    EXPECT_EQ(text(body, "token_type"), "Bearer");
    EXPECT_EQ(body.at("expires_in").as_int64(), 3600);
    EXPECT_EQ(text(body.at("user"), "id"), id);
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(get("/user", text(body, "token")).status, 200);
    clock_.time += 60min;
    EXPECT_EQ(get("/user", text(body, "token")).status, 401);
}

TEST_F(SessionsApiTest, nobody_learns_whether_an_account_exists) {
    sign_up("ann@example.org");
    auto wrong = json_of(log_in("ann@example.org", "wrong wrong")).as_object();
    auto absent = json_of(log_in("bob@example.org", "wrong wrong")).as_object();
    for (auto* body : {&wrong, &absent}) body->erase("trace_id");
    EXPECT_EQ(wrong, absent);
    EXPECT_EQ(wrong.at("code"), "invalid_credentials");
    EXPECT_EQ(log_in("no address at all", "wrong wrong").status, 401);
    EXPECT_EQ(post("/login", R"({"email":"ann@example.org"})").status, 422);
}

TEST_F(SessionsApiTest, the_eleventh_failure_of_an_account_waits_and_so_does_the_right_password) {
    sign_up("ann@example.org");
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(log_in("ann@example.org", "wrong wrong", "192.0.2." + std::to_string(i)).status, 401);
    const auto refused = log_in("ann@example.org");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(code(refused), "too_many_requests");
    EXPECT_EQ(header(refused, "Retry-After"), "900");
    clock_.time += 15min;
    EXPECT_EQ(log_in("ann@example.org").status, 200);
}

TEST_F(SessionsApiTest, guesses_side_by_side_tell_no_more_than_guesses_one_by_one) {
    sign_up("ann@example.org");
    std::map<int, int> answers;
    for (int i = 0; i < 40; ++i) {
        http::Request request;
        request.method = Method::post;
        request.target = "/login";
        request.headers = {{"Content-Type", "application/json"}};
        request.body = R"({"email":"ann@example.org","password":"guess number )" + std::to_string(i) + R"("})";
        boost::asio::co_spawn(loop_, router_.dispatch(std::move(request)),
                              [&](std::exception_ptr, http::Response response) { ++answers[response.status]; });
    }
    loop_.restart();
    loop_.run();
    EXPECT_EQ(answers, (std::map<int, int>{{401, 10}, {429, 30}}));
}

TEST_F(SessionsApiTest, right_passwords_side_by_side_all_sign_in) {
    sign_up("ann@example.org");
    std::map<int, int> answers;
    for (int i = 0; i < 20; ++i) {
        http::Request request;
        request.method = Method::post;
        request.target = "/login";
        request.headers = {{"Content-Type", "application/json"}};
        request.body = R"({"email":"ann@example.org","password":"correct horse"})";
        boost::asio::co_spawn(loop_, router_.dispatch(std::move(request)),
                              [&](std::exception_ptr, http::Response response) { ++answers[response.status]; });
    }
    loop_.restart();
    loop_.run();
    EXPECT_EQ(answers, (std::map<int, int>{{200, 20}}));
}

TEST_F(SessionsApiTest, signing_out_ends_this_session_alone) {
    sign_up("ann@example.org");
    const auto here = token_of("ann@example.org");
    const auto there = token_of("ann@example.org");
    EXPECT_EQ(post("/logout", "", here).status, 204);
    EXPECT_EQ(get("/user", here).status, 401);
    EXPECT_EQ(get("/user", there).status, 200);
    EXPECT_EQ(post("/logout", "").status, 401);
}

TEST_F(SessionsApiTest, services_follow_revocations) {
    sign_up("ann@example.org");
    for (int i = 0; i < 2; ++i) post("/logout", "", token_of("ann@example.org"));
    const auto service = service_token();
    const auto all = json_of(get("/revocations", service));
    ASSERT_EQ(all.at("data").as_array().size(), 2u);
    const auto& first = all.at("data").at(0);
    EXPECT_EQ(text(first, "expires_at"), "2027-01-15T09:00:00Z");
    EXPECT_FALSE(text(first, "session").empty());
    const auto after = std::to_string(first.at("sequence").as_int64());
    EXPECT_EQ(json_of(get("/revocations?after=" + after, service)).at("data").as_array().size(), 1u);
    EXPECT_EQ(text(json_of(get("/revocations?limit=1", service)), "next_cursor"), after);
    EXPECT_EQ(get("/revocations?after=x", service).status, 422);
    EXPECT_EQ(get("/revocations", token_of("ann@example.org")).status, 403);
}

TEST_F(SessionsApiTest, an_instance_that_starts_hears_of_every_revocation) {
    sign_up("ann@example.org");
    const auto token = token_of("ann@example.org");
    post("/logout", "", token);
    struct Heard : user::SessionEnds {
        void ended(const auth::Revocation& revocation) override { sessions.push_back(revocation.session); }
        std::vector<std::string> sessions;
    } heard;
    Sessions fresh({.store = store_,
                    .credentials = credentials_,
                    .issuer = issuer_,
                    .ends = heard,
                    .ids = ids_,
                    .clock = clock_,
                    .log = {},
                    .metrics = metrics_,
                    .service_secret = Secret("s")});
    const auto last = run(loop_, fresh.follow_revocations(0));
    EXPECT_EQ(heard.sessions.size(), 1u);
    EXPECT_EQ(run(loop_, fresh.follow_revocations(last)), last);
    EXPECT_EQ(heard.sessions.size(), 1u);
}

TEST_F(SessionsApiTest, a_service_proves_itself_by_json_form_or_basic) {
    const std::string grant = "grant_type=client_credentials";
    const http::Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
    auto basic = form;
    basic.emplace_back("Authorization", "Basic Ym9va2luZzp0aGUrc2VydmljZStzZWNyZXQ=");
    const std::string secret = "&client_id=booking&client_secret=the+service+secret&extra=1";
    for (const auto& [headers, body] : {std::pair(form, grant + secret), std::pair(basic, grant)}) {
        const auto response = send({.method = Method::post, .target = "/tokens", .body = body, .headers = headers});
        ASSERT_EQ(response.status, 200) << response.body;
        EXPECT_EQ(text(json_of(response), "token_type"), "Bearer");
        EXPECT_EQ(get("/users", text(json_of(response), "access_token")).status, 200);
    }
    EXPECT_EQ(get("/users", service_token()).status, 200);
    EXPECT_EQ(code(get("/user", service_token())), "user_not_found");
}

TEST_F(SessionsApiTest, a_wrong_secret_or_request_gives_no_token) {
    const auto ask = [&](const std::string& grant, const std::string& name, const std::string& secret) {
        return post("/tokens", R"({"grant_type":")" + grant + R"(","client_id":")" + name + R"(","client_secret":")" +
                                   secret + R"("})");
    };
    EXPECT_EQ(code(ask("client_credentials", "booking", "wrong")), "invalid_credentials");
    EXPECT_EQ(ask("password", "booking", "the service secret").status, 422);
    EXPECT_EQ(ask("client_credentials", "Not A Name", "the service secret").status, 422);
    EXPECT_EQ(ask("client_credentials", ids_.next(clock_.time).text(), "the service secret").status, 422);
    EXPECT_EQ(post("/tokens", "{}").status, 422);
    EXPECT_EQ(send({.method = Method::post, .target = "/tokens"}).status, 415);
}

TEST_F(SessionsApiTest, the_key_set_verifies_the_tokens) {
    const auto response = get("/.well-known/jwks.json");
    EXPECT_EQ(response.status, 200);
    sign_up("ann@example.org");
    auth::TokenVerifier elsewhere;
    elsewhere.trust(response.body);
    const auto caller = elsewhere.verify(token_of("ann@example.org"), clock_.time);
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->email, "ann@example.org");
}

TEST(CountedAddressTest, an_ipv6_subscriber_is_counted_as_one) {
    EXPECT_EQ(counted_address("2001:db8:1:2:3:4:5:6"), counted_address("2001:db8:1:2::9"));
    EXPECT_NE(counted_address("2001:db8:1:2::1"), counted_address("2001:db8:1:3::1"));
    EXPECT_EQ(counted_address("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(counted_address("192.0.2.1"), "192.0.2.1");
}

}  // namespace
}  // namespace boxoffice::user
