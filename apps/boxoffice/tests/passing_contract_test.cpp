#include "apps/boxoffice/neighbours/router_neighbour.hpp"
#include "apps/boxoffice/tests/reach.hpp"
#include "platform/testing/test_site.hpp"
#include "services/user/adapters/http/http_neighbour.hpp"

#include <gmock/gmock.h>

namespace boxoffice::test {

namespace {

using http::Access;
using http::Body;
using http::Method;
using http::Request;
using http::Response;

Task<Response> echo(Request& request) {
    co_return Response(201, request.body)
        .with("Location", "/things/1")
        .with("ETag", "\"7\"")
        .with("Idempotency-Replayed", "true");
}
Task<Response> show(Request& request) {
    std::string seen = request.target;
    for (const auto* name : {"Accept", "Authorization", "Idempotency-Key", "If-Match", "traceparent"})
        seen += fmt::format("|{}", request.header(name));
    co_return Response(200, json::write(seen));
}
Task<Response> remove(Request&) { co_return Response(204, ""); }
Task<Response> refuse(Request&) { co_return Problem{"sold_out", "None are left."}; }
Task<Response> fail(Request&) { throw std::runtime_error("broken"); }
Task<Response> large(Request&) { co_return Response(200, std::string(3'000'000, 'x')); }
Task<> three_events(http::Stream& stream) {
    for (const auto* event : {"id: 1\n\n", "id: 2\n\n", "id: 3\n\n"})
        if (!co_await stream.send(event)) co_return;
}
Task<Response> stream(Request&) {
    Response response;
    response.content_type = "text/event-stream";
    response.stream = three_events;
    co_return response;
}

struct Listener final : http::Stream {
    Task<bool> send(std::string piece) override {
        heard += piece;
        co_return true;
    }
    bool offer(std::string_view) override { return false; }
    std::string heard;
};

class PassingContract : public testing::TestWithParam<Place>, protected TestSite {
protected:
    PassingContract() : TestSite("booking"), reach_(loop, [] { return std::string(); }) {
        route(Method::post, "/echo", Access::anyone, Body::json, echo);
        route(Method::get, "/show", Access::anyone, Body::none, show);
        route(Method::get, "/mine", Access::signed_in, Body::none, show);
        route(Method::delete_, "/things/{id}", Access::anyone, Body::none, remove);
        route(Method::put, "/things/{id}", Access::anyone, Body::json, refuse);
        route(Method::get, "/fail", Access::anyone, Body::none, fail);
        route(Method::get, "/large", Access::anyone, Body::none, large);
        route(Method::get, "/stream", Access::anyone, Body::none, stream);
        if (GetParam() == Place::in_this_process)
            neighbour_ = std::make_unique<RouterNeighbour>(router);
        else
            neighbour_ = std::make_unique<user::HttpNeighbour>(reach_.service("booking", served_.address()));
    }

    Response pass(Method method, std::string target, std::string body = {}, http::Headers headers = {}) {
        Request request{.method = method, .target = std::move(target), .headers = std::move(headers)};
        if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
        request.body = std::move(body);
        return run(loop, neighbour_->send(std::move(request)));
    }

private:
    Served served_{loop, router};
    Reach reach_;
    std::unique_ptr<user::Neighbour> neighbour_;
};

INSTANTIATE_TEST_SUITE_P(Neighbour, PassingContract, testing::Values(Place::in_this_process, Place::over_http),
                         name_of);

TEST_P(PassingContract, body_status_and_headers_come_back_as_they_are) {
    const auto response = pass(Method::post, "/echo", R"({ "a": 1 })");
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, R"({ "a": 1 })");
    EXPECT_EQ(header(response, "Location"), "/things/1");
    EXPECT_EQ(header(response, "ETag"), "\"7\"");
    EXPECT_TRUE(replayed(response));
}

TEST_P(PassingContract, nothing_comes_back_that_the_own_server_says_again) {
    const auto response = pass(Method::post, "/echo", "{}");
    for (const auto* name : {"Date", "Trace-Id", "Content-Length", "Content-Type", "Connection", "Transfer-Encoding",
                             "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"})
        EXPECT_EQ(header(response, name), "") << name;
}

TEST_P(PassingContract, target_and_headers_go_out_as_they_are) {
    const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const auto response = pass(Method::get, "/show?q=a%20b&x=", {},
                               {{"Accept", "application/json"}, {"If-Match", "\"1\""}, {"traceparent", trace}});
    EXPECT_EQ(response.body, "\"/show?q=a%20b&x=|application/json|||\\\"1\\\"|" + trace + "\"");
}

TEST_P(PassingContract, who_asks_is_said_by_the_requests_own_token) {
    EXPECT_EQ(pass(Method::get, "/mine").status, 401);
    EXPECT_EQ(pass(Method::get, "/mine", {}, {{"Authorization", "Bearer " + token(Role::attendee)}}).status, 200);
}

TEST_P(PassingContract, a_problem_stays_one) {
    const auto response = pass(Method::put, "/things/1", "{}");
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(code(response), "sold_out");
    EXPECT_EQ(pass(Method::get, "/nowhere").status, 404);
    EXPECT_EQ(pass(Method::get, "/fail").status, 500);
}

TEST_P(PassingContract, an_answer_without_a_body_stays_one) {
    const auto response = pass(Method::delete_, "/things/1");
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(response.body, "");
}

TEST_P(PassingContract, a_large_answer_comes_whole) {
    EXPECT_EQ(pass(Method::get, "/large").body, std::string(3'000'000, 'x'));
}

TEST_P(PassingContract, head_is_answered_as_get) {
    const auto response = pass(Method::head, "/show");
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.body, "");
}

TEST_P(PassingContract, a_stream_stays_one) {
    const auto response = pass(Method::get, "/stream");
    EXPECT_EQ(response.content_type, "text/event-stream");
    ASSERT_TRUE(response.stream);
    Listener listener;
    run(loop, response.stream(listener));
    EXPECT_EQ(listener.heard, "id: 1\n\nid: 2\n\nid: 3\n\n");
}

}  // namespace
}  // namespace boxoffice::test
