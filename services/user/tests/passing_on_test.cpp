#include "generated/user_openapi.hpp"
#include "services/user/api/csrf.hpp"
#include "services/user/api/negotiation.hpp"
#include "services/user/api/precondition.hpp"
#include "services/user/tests/service.hpp"

#include <boost/algorithm/string/case_conv.hpp>

#include <set>

namespace boxoffice::user {
namespace {

using http::Method;
using testing::HasSubstr;

using PassingOnTest = ServiceTest;

http::Request with_header(std::string name, std::string value) {
    http::Request request;
    request.headers = {{std::move(name), std::move(value)}};
    return request;
}

TEST_F(PassingOnTest, events_are_answered_as_the_event_service_answers) {
    events_.answer = http::Response(200, R"({"data":[]})").with("ETag", "\"x\"");
    const auto response = get("/events?q=jazz%20night&limit=2");
    EXPECT_EQ(response.body, R"({"data":[]})");
    EXPECT_EQ(header(response, "ETag"), "\"x\"");
    ASSERT_EQ(events_.requests.size(), 1u);
    EXPECT_EQ(events_.requests[0].target, "/events?q=jazz%20night&limit=2");
    EXPECT_EQ(events_.requests[0].header("Authorization"), "");
    for (const auto* path : {"/events/1", "/events/1/availability", "/events/1/availability/stream"}) get(path);
    EXPECT_EQ(events_.requests.size(), 4u);
    get("/?q=x");
    EXPECT_EQ(events_.requests.back().target, "/events?q=x");
}

TEST_F(PassingOnTest, a_booking_goes_on_behalf_of_the_caller_unchanged) {
    sign_up("ann@example.org");
    const auto token = token_of("ann@example.org");
    bookings_.answer = http::Response(201, "{}").with("Location", "/bookings/1");
    const std::string traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const auto response = send({.method = Method::post,
                                .target = "/bookings",
                                .body = R"({ "event_id":"e" })",
                                .token = token,
                                .headers = {{"Idempotency-Key", "k"}, {"traceparent", traceparent}, {"X-Other", "o"}}});
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(header(response, "Location"), "/bookings/1");
    ASSERT_EQ(bookings_.requests.size(), 1u);
    const auto& passed = bookings_.requests[0];
    EXPECT_EQ(passed.method, Method::post);
    EXPECT_EQ(passed.body, R"({ "event_id":"e" })");
    EXPECT_EQ(passed.header("Authorization"), "Bearer " + token);
    EXPECT_EQ(passed.header("Idempotency-Key"), "k");
    EXPECT_EQ(passed.header("X-Other"), "");
    EXPECT_THAT(std::string(passed.header("traceparent")), HasSubstr("0af7651916cd43dd8448eb211c80319c"));
}

TEST_F(PassingOnTest, bookings_are_listed_changed_and_cancelled_by_their_service) {
    sign_up("ann@example.org");
    const auto token = token_of("ann@example.org");
    get("/bookings", token);
    get("/bookings/1", token);
    put("/bookings/1", R"({"tickets":2})", token, "\"3\"");
    send({.method = Method::delete_, .target = "/bookings/1", .token = token});
    ASSERT_EQ(bookings_.requests.size(), 4u);
    EXPECT_EQ(bookings_.requests[2].header("If-Match"), "\"3\"");
    EXPECT_EQ(bookings_.requests[3].method, Method::delete_);
}

TEST_F(PassingOnTest, a_cookie_reads_but_changes_only_with_its_csrf_token) {
    sign_up("ann@example.org");
    const auto token = token_of("ann@example.org");
    const auto session = verifier_.verify(token, clock_.time)->session;
    const std::pair<std::string, std::string> cookie{"Cookie", "boxoffice_session=" + token};
    const auto book = [&](http::Headers headers) {
        headers.push_back(cookie);
        return send({.method = Method::post, .target = "/bookings", .body = "{}", .headers = headers}).status;
    };
    send({.target = "/bookings", .headers = {cookie, {"Accept", "application/json"}}});
    ASSERT_EQ(bookings_.requests.size(), 1u);
    EXPECT_EQ(bookings_.requests[0].header("Authorization"), "Bearer " + token);
    EXPECT_EQ(bookings_.requests[0].header("Cookie"), "");

    const Secret secret("the service secret");
    EXPECT_EQ(book({}), 403);
    EXPECT_EQ(book({{"X-CSRF-Token", csrf_token(secret, "another session")}}), 403);
    EXPECT_EQ(bookings_.requests.size(), 1u);
    EXPECT_EQ(book({{"X-CSRF-Token", csrf_token(secret, session)}}), 200);
    EXPECT_EQ(book({{"Authorization", "Bearer " + token}}), 200);
    EXPECT_EQ(send({.method = Method::put, .target = "/user", .body = R"({"name":"X"})", .headers = {cookie}}).status,
              403);
    EXPECT_EQ(send({.method = Method::post, .target = "/logout", .headers = {cookie}}).status, 403);
}

TEST_F(PassingOnTest, a_registration_by_form_leads_to_the_dashboard_with_a_session) {
    const auto response = send({.method = Method::post,
                                .target = "/register",
                                .body = "name=Ann&email=ann%40example.org&password=correct+horse",
                                .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}});
    EXPECT_EQ(response.status, 303) << response.body;
    EXPECT_EQ(header(response, "Location"), "/Dashboard");
    const auto cookie = header(response, "Set-Cookie");
    EXPECT_THAT(cookie, HasSubstr("boxoffice_session="));
    for (const auto* attribute : {"; HttpOnly", "; SameSite=Lax", "; Path=/", "; Secure"})
        EXPECT_THAT(cookie, HasSubstr(attribute));
    EXPECT_EQ(post("/register", R"({"name":"B","email":"b@example.org","password":"correct horse"})").status, 201);
}

TEST_F(PassingOnTest, the_description_has_the_documented_routes_and_no_others) {
    std::set<std::string> served;
    for (const auto& route : router_.routes())
        if (route.documented) served.insert(std::string(http::method_name(route.method)) + " " + route.paths.at(0));
    std::set<std::string> described;
    const auto description = boost::json::parse(openapi_json);
    for (const auto& [path, item] : description.at("paths").as_object())
        for (const auto& [method, operation] : item.as_object())
            if (method != "parameters")
                described.insert(boost::algorithm::to_upper_copy(std::string(method)) + " " + std::string(path));
    EXPECT_EQ(served, described);
}

TEST(NegotiationTest, html_is_for_those_who_prefer_it) {
    for (const auto* accept : {"text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                               "TEXT/HTML", "application/json;q=0.5, text/html;q=0.6", "text/*", "text/html, */*"})
        EXPECT_TRUE(prefers_html(with_header("Accept", accept))) << accept;
    for (const auto* accept : {"", "*/*", "application/json", "text/html;q=0.5, application/json", "text/html;q=0",
                               "application/json, text/html", "text/event-stream"})
        EXPECT_FALSE(prefers_html(with_header("Accept", accept))) << accept;
}

TEST(NegotiationTest, a_form_is_known_by_its_type) {
    EXPECT_TRUE(is_form(with_header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")));
    EXPECT_FALSE(is_form(with_header("Content-Type", "application/json")));
    EXPECT_FALSE(is_form({}));
}

TEST(CsrfTest, a_token_is_of_one_session_and_secret) {
    const Secret secret("secret");
    const auto token = csrf_token(secret, "session");
    EXPECT_EQ(token.size(), 64u);
    EXPECT_TRUE(csrf_token_matches(secret, "session", token));
    EXPECT_FALSE(csrf_token_matches(secret, "other", token));
    EXPECT_FALSE(csrf_token_matches(Secret("other"), "session", token));
    EXPECT_FALSE(csrf_token_matches(secret, "session", ""));
    EXPECT_FALSE(csrf_token_matches(secret, "", csrf_token(secret, "")));
}

TEST(IfMatchTest, strong_tags_of_revisions_are_read) {
    EXPECT_TRUE(read_if_match("").admits(1));
    EXPECT_TRUE(read_if_match("*").admits(1));
    EXPECT_TRUE(read_if_match("\"3\", \"4\"").admits(4));
    for (const auto* header : {"\"3\"", "W/\"4\"", "4", "\"\"", "\"4x\""})
        EXPECT_FALSE(read_if_match(header).admits(4)) << header;
}

}  // namespace
}  // namespace boxoffice::user
