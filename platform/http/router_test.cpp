#include "platform/http/router.hpp"

#include "platform/async/run.hpp"
#include "platform/problem/unavailable.hpp"
#include "platform/testing/test_site.hpp"

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>

#include <fstream>

namespace boxoffice::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Task<Response> answer_route(Request& request) {
    std::string body = request.route;
    for (const auto& [name, value] : request.parameters) body += " " + name + "=" + value;
    co_return Response(200, std::move(body));
}

Task<Response> answer_caller(Request& request) { co_return Response(200, request.context.caller.subject); }
Task<Response> answer_trace(Request& request) { co_return Response(200, request.context.trace.traceparent()); }
Task<Response> fail(Request&) { throw std::runtime_error("the disk is made of cheese"); }
Task<Response> fail_for_now(Request&) { throw Unavailable("the ledger is locked"); }
Task<Response> refuse(Request&) { co_return problem::validation_failed({{"/tickets", "must be 1 to 10"}}); }
Task<Response> refuse_credentials(Request&) { co_return Problem{"invalid_credentials", "No."}; }

class RouterTest : public testing::Test {
protected:
    void get(std::string path) { site_.route(Method::get, std::move(path), Access::anyone, Body::none, answer_route); }

    Response ask(Method method, std::string target, Headers headers = {}, std::string body = {}) {
        Request request;
        request.method = method;
        request.target = std::move(target);
        request.headers = std::move(headers);
        request.body = std::move(body);
        return run(loop_, site_.router.dispatch(std::move(request)));
    }
    Response ask(std::string target) { return ask(Method::get, std::move(target)); }
    Headers bearer(Role role) { return {{"Authorization", "Bearer " + site_.token(role)}}; }

    Loop loop_;
    TestSite site_;
};

TEST_F(RouterTest, a_literal_wins_over_a_parameter) {
    get("/{id}");
    get("/events");
    get("/events/{id}/availability");
    get("/{id}/other");
    EXPECT_EQ(ask("/events").body, "GET /events");
    EXPECT_EQ(ask("/e1").body, "GET /{id} id=e1");
    EXPECT_EQ(ask("/events/7/availability").body, "GET /events/{id}/availability id=7");
    EXPECT_EQ(ask("/events/other").body, "GET /{id}/other id=events") << "goes back where the literal leads nowhere";
}

TEST_F(RouterTest, aliases_are_the_same_route) {
    site_.router.add({Method::get, {"/events/{id}", "/{id}"}, Access::anyone, Body::none, answer_route});
    EXPECT_EQ(ask("/events/7?q=1").body, "GET /events/{id} id=7");
    EXPECT_EQ(ask("/7").body, "GET /events/{id} id=7");
}

TEST_F(RouterTest, paths_are_never_normalised) {
    get("/");
    get("/events");
    get("/events/{id}");
    EXPECT_EQ(ask("/").status, 200);
    for (const auto* path : {"/events/", "//events", "/./events", "/events/../events", "/Events", "/%65vents", "", "*",
                             "events", "/events//", "/events/a/"})
        EXPECT_EQ(code(ask(path)), "not_found") << path;
}

TEST_F(RouterTest, parameters_are_decoded_and_must_be_clean_utf8) {
    get("/events/{id}");
    EXPECT_EQ(ask("/events/a%2Fb%20%C3%A9+").body, "GET /events/{id} id=a/b é+");
    for (const auto* id : {"%", "%4", "%GG", "%FF", "%00", "a%00b", "%C3", "\xFF"})
        EXPECT_EQ(code(ask(std::string("/events/") + id)), "not_found") << id;
}

TEST_F(RouterTest, get_routes_answer_head) {
    get("/events");
    EXPECT_EQ(ask(Method::head, "/events").status, 200);
}

TEST_F(RouterTest, another_method_is_405_with_allow) {
    get("/events");
    site_.route(Method::post, "/events", Access::anyone, Body::json, answer_route);
    for (const auto method : {Method::options, Method::put, Method::delete_, Method::patch, Method::other}) {
        const auto response = ask(method, "/events");
        EXPECT_EQ(code(response), "method_not_allowed");
        EXPECT_EQ(header(response, "Allow"), "GET, HEAD, POST");
    }
    EXPECT_EQ(ask(Method::head, "/events").status, 200);
}

TEST_F(RouterTest, checks_come_in_the_contracts_order) {
    site_.route(Method::post, "/admin", Access::admins, Body::json, answer_route);
    Request request;
    request.method = Method::put;
    request.target = "/nowhere";
    const auto code_now = [&] { return code(site_.router.refuse_early(request, 2'000'000).value()); };
    EXPECT_EQ(code_now(), "not_found");
    request.target = "/admin";
    EXPECT_EQ(code_now(), "method_not_allowed");
    request.method = Method::post;
    EXPECT_EQ(code_now(), "unsupported_media_type");
    request.headers = {{"content-type", "application/json"}};
    EXPECT_EQ(code_now(), "payload_too_large");
    const auto code_small = [&] { return code(site_.router.refuse_early(request, 2).value()); };
    EXPECT_EQ(code_small(), "unauthenticated");
    request.headers.emplace_back("Authorization", "Bearer " + site_.token(Role::attendee));
    EXPECT_EQ(code_small(), "forbidden");
    request.headers.back().second = "Bearer " + site_.token(Role::admin);
    EXPECT_FALSE(site_.router.refuse_early(request, 2).has_value());
    EXPECT_EQ(run(loop_, site_.router.dispatch(std::move(request))).status, 200);
}

TEST_F(RouterTest, a_body_has_to_be_of_the_routes_type) {
    site_.route(Method::post, "/json", Access::anyone, Body::json, answer_route);
    site_.route(Method::post, "/form", Access::anyone, Body::form, answer_route);
    site_.route(Method::post, "/both", Access::anyone, Body::json_or_form, answer_route);
    site_.route(Method::post, "/none", Access::anyone, Body::none, answer_route);
    const std::vector<std::string> types{
        "",           "application/json", "Application/JSON; charset=utf-8", "application/x-www-form-urlencoded",
        "text/plain", "application/jsonp"};
    const auto statuses = [&](const std::string& path) {
        std::vector<int> found;
        for (const auto& type : types) found.push_back(ask(Method::post, path, {{"Content-Type", type}}).status);
        return found;
    };
    EXPECT_THAT(statuses("/json"), ElementsAre(415, 200, 200, 415, 415, 415));
    EXPECT_THAT(statuses("/form"), ElementsAre(415, 415, 415, 200, 415, 415));
    EXPECT_THAT(statuses("/both"), ElementsAre(415, 200, 200, 200, 415, 415));
    EXPECT_THAT(statuses("/none"), ElementsAre(200, 200, 200, 200, 200, 200));
}

TEST_F(RouterTest, access_is_by_role) {
    const std::vector<std::pair<Access, std::string>> routes{
        {Access::anyone, "/anyone"},         {Access::optional, "/optional"}, {Access::signed_in, "/signed_in"},
        {Access::organizers, "/organizers"}, {Access::admins, "/admins"},     {Access::services, "/services"}};
    for (const auto& [access, path] : routes) site_.route(Method::get, path, access, Body::none, answer_route);
    const auto statuses = [&](const Headers& headers) {
        std::vector<int> found;
        for (const auto& [access, path] : routes) found.push_back(ask(Method::get, path, headers).status);
        return found;
    };
    EXPECT_THAT(statuses({}), ElementsAre(200, 200, 401, 401, 401, 401));
    EXPECT_THAT(statuses(bearer(Role::attendee)), ElementsAre(200, 200, 200, 403, 403, 403));
    EXPECT_THAT(statuses(bearer(Role::organizer)), ElementsAre(200, 200, 200, 200, 403, 403));
    EXPECT_THAT(statuses(bearer(Role::admin)), ElementsAre(200, 200, 200, 200, 200, 200));
    EXPECT_THAT(statuses(bearer(Role::service)), ElementsAre(200, 200, 200, 403, 403, 200));
    EXPECT_THAT(statuses({{"Authorization", "Bearer made-up"}}), ElementsAre(200, 401, 401, 401, 401, 401));
}

TEST_F(RouterTest, the_scheme_is_read_without_case_and_is_bearer) {
    site_.route(Method::get, "/me", Access::signed_in, Body::none, answer_caller);
    const auto token = site_.token(Role::attendee);
    EXPECT_EQ(ask(Method::get, "/me", {{"authorization", "bEARER " + token}}).body,
              "0190b0a8-0000-7000-8000-000000000001");
    for (const auto& wrong : {"Basic " + token, token, "Bearer" + token, std::string("Bearer"), std::string("Bearer ")})
        EXPECT_EQ(ask(Method::get, "/me", {{"Authorization", wrong}}).status, 401) << wrong;
}

TEST_F(RouterTest, every_401_names_the_scheme) {
    site_.route(Method::get, "/me", Access::signed_in, Body::none, answer_caller);
    site_.route(Method::post, "/login", Access::anyone, Body::none, refuse_credentials);
    EXPECT_EQ(header(ask("/me"), "WWW-Authenticate"), "Bearer");
    EXPECT_THAT(header(ask(Method::get, "/me", {{"Authorization", "Bearer x"}}), "WWW-Authenticate"),
                HasSubstr("invalid_token"));
    EXPECT_EQ(header(ask(Method::post, "/login"), "WWW-Authenticate"), "Bearer");
}

TEST_F(RouterTest, a_cookie_signs_in_only_where_accepted_and_without_authorization) {
    site_.route(Method::get, "/me", Access::signed_in, Body::none, answer_caller);
    site_.route(Method::get, "/maybe", Access::optional, Body::none, answer_caller);
    const Headers good{{"Cookie", "theme=dark; session=" + site_.token(Role::attendee)}};
    EXPECT_EQ(ask(Method::get, "/me", good).status, 401);
    site_.router.accept_cookie("session");
    EXPECT_EQ(ask(Method::get, "/me", good).body, "0190b0a8-0000-7000-8000-000000000001");
    EXPECT_EQ(ask(Method::get, "/maybe", good).body, "0190b0a8-0000-7000-8000-000000000001");
    const Headers bad{{"Cookie", "session=made-up"}};
    EXPECT_EQ(ask(Method::get, "/me", bad).status, 401);
    EXPECT_EQ(ask(Method::get, "/maybe", bad).status, 200);
    EXPECT_EQ(ask(Method::get, "/maybe", bad).body, "");
    auto both = good;
    both.emplace_back("Authorization", "Bearer made-up");
    EXPECT_EQ(ask(Method::get, "/me", both).status, 401);
    EXPECT_EQ(ask(Method::get, "/maybe", both).status, 401);
}

TEST_F(RouterTest, what_a_request_claims_to_be_is_not_believed) {
    site_.route(Method::get, "/me", Access::optional, Body::none, answer_caller);
    Request request;
    request.target = "/me";
    request.context.caller = Caller::service("booking");
    EXPECT_EQ(run(loop_, site_.router.dispatch(std::move(request))).body, "");
}

TEST_F(RouterTest, a_trace_is_carried_on_or_begun) {
    get("/");
    site_.route(Method::get, "/trace", Access::anyone, Body::none, answer_trace);
    const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const auto carried = ask(Method::get, "/trace", {{"traceparent", parent}});
    EXPECT_THAT(carried.body, StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-"));
    EXPECT_THAT(carried.body, Not(HasSubstr("00f067aa0ba902b7"))) << "the span is our own";
    EXPECT_EQ(carried.trace.trace_id_text(), "4bf92f3577b34da6a3ce929d0e0e4736");
    const auto begun = ask(Method::get, "/trace", {{"traceparent", "00-zzz"}});
    EXPECT_NE(begun.trace.trace_id_text(), std::string(32, '0'));
    EXPECT_NE(begun.trace.trace_id_text(), ask("/trace").trace.trace_id_text());

    Request request;
    request.target = "/trace";
    request.context.trace = *Trace::parse(parent);
    EXPECT_EQ(run(loop_, site_.router.dispatch(std::move(request))).trace.trace_id_text(),
              "4bf92f3577b34da6a3ce929d0e0e4736")
        << "a call within the process";
}

TEST_F(RouterTest, a_problem_knows_its_path_and_trace) {
    site_.route(Method::post, "/bookings", Access::anyone, Body::none, refuse);
    const auto response = ask(Method::post, "/bookings?x=1");
    const auto body = boost::json::parse(response.body);
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(body.at("instance").as_string(), "/bookings");
    EXPECT_EQ(body.at("trace_id").as_string(), response.trace.trace_id_text());
    EXPECT_EQ(body.at("errors").at(0).at("pointer").as_string(), "/tickets");
    EXPECT_EQ(boost::json::parse(ask("/\xFF<é").body).at("instance").as_string(), "/%FF<%C3%A9");
}

TEST_F(RouterTest, an_exception_is_500_without_details_and_a_log_line_with_them) {
    site_.route(Method::get, "/", Access::anyone, Body::none, fail);
    const auto response = ask("/");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(code(response), "internal_error");
    EXPECT_THAT(response.body, Not(HasSubstr("cheese")));
    site_.log_file.flush();
    std::ifstream log(site_.folder.file("log"));
    const std::string lines{std::istreambuf_iterator<char>(log), {}};
    EXPECT_THAT(lines, HasSubstr("the disk is made of cheese"));
    EXPECT_THAT(lines, HasSubstr(response.trace.trace_id_text()));
}

TEST_F(RouterTest, unavailable_is_503_with_retry_after) {
    site_.route(Method::get, "/", Access::anyone, Body::none, fail_for_now);
    const auto response = ask("/");
    EXPECT_EQ(code(response), "unavailable");
    EXPECT_EQ(header(response, "Retry-After"), "1");
    EXPECT_THAT(response.body, Not(HasSubstr("ledger")));
}

TEST_F(RouterTest, a_service_that_is_not_ready_answers_only_what_is_always_there) {
    bool closed = true;
    site_.router.serve_unless([&] { return closed; });
    get("/events");
    site_.router.add({Method::get, {"/healthz"}, Access::anyone, Body::none, answer_route, false, true});
    EXPECT_EQ(code(ask("/events")), "unavailable");
    EXPECT_EQ(code(ask("/nowhere")), "not_found");
    EXPECT_EQ(ask("/healthz").status, 200);
    closed = false;
    EXPECT_EQ(ask("/events").status, 200);
}

TEST_F(RouterTest, answers_are_counted_by_route_and_class) {
    get("/events/{id}");
    ask("/events/1");
    ask("/events/2");
    ask("/nowhere");
    const auto text = site_.metrics.text();
    const auto line_with = [&](std::initializer_list<std::string_view> parts) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            if (std::ranges::all_of(parts, [&](auto part) { return line.find(part) != line.npos; })) return line;
        return std::string("none");
    };
    EXPECT_THAT(line_with({"boxoffice_http_requests_total{", "/events/{id}", "2xx"}), testing::EndsWith(" 2"));
    EXPECT_THAT(line_with({"boxoffice_http_requests_total{", "unmatched", "4xx"}), testing::EndsWith(" 1"));
    EXPECT_THAT(line_with({"boxoffice_http_request_seconds_count", "/events/{id}"}), testing::EndsWith(" 2"));
}

}  // namespace
}  // namespace boxoffice::http
