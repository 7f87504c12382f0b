#include "apps/boxoffice/tests/reach.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/responses.hpp"
#include "services/booking/adapters/http/http_gateway.hpp"
#include "services/booking/adapters/http/http_inventories.hpp"
#include "services/booking/adapters/http/http_people.hpp"
#include "services/booking/ports/unanswered.hpp"
#include "services/event/adapters/http/http_closures.hpp"
#include "services/user/adapters/http/http_neighbour.hpp"

#include <gmock/gmock.h>

namespace boxoffice::test {

namespace {

using namespace std::chrono_literals;
using booking::Unanswered;
using testing::HasSubstr;

using Reply = ScriptedServer::Reply;

/// A way in which a neighbour fails.
struct Trouble {
    const char* name;
    Reply reply;
    bool away = false;
};
void PrintTo(const Trouble& trouble, std::ostream* out) { *out << trouble.name; }

class Troubled : public testing::Test {
protected:
    Troubled() { reach.timeout = 50ms; }

    remote::Remote& neighbour() {
        if (reach.services.empty()) reach.service("neighbour", server.address());
        return reach.services.front();
    }
    booking::HttpInventories& inventories() {
        if (!inventories_)
            inventories_.emplace(
                booking::HttpInventories::Parts{.events = neighbour(), .scope = reach.scope, .clock = clock});
        return *inventories_;
    }
    Task<booking::Inventories::Answer> applying(bool sent_once = false) {
        return inventories().apply({}, {.inventory_id = {id},
                                        .booking_id = {id},
                                        .number = 10,
                                        .held = {{"ga", 1}},
                                        .sold = {},
                                        .holder = "a",
                                        .sent_once = sent_once});
    }
    auto look() { return run(loop, inventories().look({}, {id})); }

    const Uuid id{{1, 2, 3}};
    Loop loop;
    StandingClock clock;
    ScriptedServer server{loop};
    Reach reach{loop, [] { return std::string("token"); }};

private:
    std::optional<booking::HttpInventories> inventories_;
};

class EveryTrouble : public Troubled, public testing::WithParamInterface<Trouble> {
protected:
    EveryTrouble() {
        server.reply = [](const std::string&) { return GetParam().reply; };
        if (GetParam().away) server.stop();
    }
};

const Reply cut{.bytes = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"n\":",
                .closes = true};
const Trouble troubles[] = {
    {"away", {}, true},
    {"silent", ScriptedServer::silence()},
    {"cut_before_the_answer", {.bytes = "", .closes = true}},
    {"cut_within_the_answer", cut},
    {"garbage", {.bytes = "\x16\x03\x01\x02 what is this?\r\n\r\n", .closes = true}},
    {"not_json", ScriptedServer::json("<html>")},
    {"other_json", ScriptedServer::json("[]")},
    {"server_error", ScriptedServer::json(R"({"code":"internal_error"})", 500)},
    {"not_ready", ScriptedServer::json(R"({"code":"unavailable"})", 503)},
    {"unauthenticated", ScriptedServer::json(R"({"code":"unauthenticated"})", 401)},
    {"forbidden", ScriptedServer::json(R"({"code":"forbidden"})", 403)},
    {"no_such_route", ScriptedServer::json(R"({"code":"not_found"})", 404)},
    {"no_problem_document", ScriptedServer::json("sold_out", 409)},
};
INSTANTIATE_TEST_SUITE_P(Neighbour, EveryTrouble, testing::ValuesIn(troubles),
                         [](const auto& info) { return info.param.name; });

TEST_P(EveryTrouble, leaves_the_booking_service_without_an_answer_and_never_with_a_wrong_one) {
    EXPECT_THROW(run(loop, applying()), Unanswered);
    EXPECT_THROW(look(), Unanswered);
    booking::HttpGateway gateway(neighbour(), 50ms);
    EXPECT_THROW(run(loop, gateway.charge({}, {.key = "k",
                                               .user_id = {id},
                                               .booking_id = {id},
                                               .amount = 1,
                                               .currency = "EUR",
                                               .method = "pm_approved"})),
                 Unanswered);
    EXPECT_THROW(run(loop, gateway.void_key({}, "k")), Unanswered);
    EXPECT_THROW(run(loop, gateway.approved_since(0, 10)), Unanswered);
    booking::HttpPeople people(neighbour());
    EXPECT_THROW(run(loop, people.contact({id})), Unanswered);
}

TEST_P(EveryTrouble, a_refund_is_not_taken_for_refused) {
    // A status alone is the gateway's word here: it has nothing to say but that it was taken.
    booking::HttpGateway gateway(neighbour(), 50ms);
    EXPECT_THROW(run(loop, gateway.refund({}, {id}, 1, "k")), Unanswered);
}

TEST_P(EveryTrouble, a_closure_is_not_taken_for_noted) {
    event::HttpClosures closures(neighbour());
    EXPECT_THROW(run(loop, closures.close_event({id})), Unavailable);
}

TEST_F(Troubled, an_open_breaker_refuses_at_once) {
    server.stop();
    for (int turn = 0; turn < 5; ++turn) EXPECT_THROW(run(loop, applying()), Unanswered);
    server.start();
    EXPECT_THROW(run(loop, applying()), Unanswered);
    EXPECT_EQ(server.accepted, 0);
}

TEST_F(Troubled, a_command_is_sent_once_and_again_only_where_a_kept_connection_had_ended) {
    const auto taken = R"({"n":10,"held":{},"sold":{},"unit_price":{"ga":5},"currency":"EUR"})";
    int count = 0;
    server.reply = [&](const std::string&) {
        return ++count == 2 ? Reply{.bytes = "", .closes = true} : ScriptedServer::json(taken);
    };
    run(loop, applying());
    EXPECT_EQ(run(loop, applying()).unit_price, 5);
    EXPECT_EQ(server.requests.size(), 3u);
    EXPECT_THAT(server.requests.back(), HasSubstr(R"({"n":10,"held":{"ga":1},"sold":{},"holder":"a"})"));
    EXPECT_THAT(server.requests.back(), HasSubstr("Authorization: Bearer token\r\n"));
}

TEST_F(Troubled, what_must_be_sent_once_is_unanswered_where_a_kept_connection_had_ended) {
    const auto taken = R"({"n":10,"held":{},"sold":{},"unit_price":{"ga":5},"currency":"EUR"})";
    int count = 0;
    server.reply = [&](const std::string&) {
        return ++count == 2 ? Reply{.bytes = "", .closes = true} : ScriptedServer::json(taken);
    };
    run(loop, applying(true));
    EXPECT_THROW(run(loop, applying(true)), Unanswered);
    EXPECT_EQ(server.requests.size(), 2U);
}

std::string inventory(std::string_view state, int available) {
    return fmt::format(
        R"({{"id":"01020300-0000-0000-0000-000000000000","organizer_id":"01020300-0000-0000-0000-000000000000",)"
        R"("v":1,"state":"{}","event":{{"name":"n","starts_at":"2030-01-01T00:00:00Z","time_zone":"UTC",)"
        R"("all_day":false}},"pools":{{"all":{{"available":{}}}}},"types":{{"ga":{{"price":5,"currency":"EUR"}}}}}})",
        state, available);
}

TEST_F(Troubled, what_was_looked_at_is_kept_for_a_moment) {
    server.reply = [](const std::string&) { return ScriptedServer::json(inventory("OPEN", 7)); };
    for (int turn = 0; turn < 10; ++turn) EXPECT_EQ(look()->available, 7);
    EXPECT_EQ(server.requests.size(), 1u);
    clock.time += 250ms;
    look();
    EXPECT_EQ(server.requests.size(), 2u);
}

TEST_F(Troubled, many_who_look_at_once_cause_one_question) {
    for (const auto* state : {"OPEN", "SUSPENDED"}) {
        server.reply = [state](const std::string&) { return ScriptedServer::json(inventory(state, 7)); };
        server.requests.clear();
        clock.time += 1s;
        std::vector<std::future<std::optional<booking::Inventories::Sale>>> looking;
        for (int caller = 0; caller < 50; ++caller) looking.push_back(start(loop, inventories().look({}, {id})));
        for (auto& one : looking) EXPECT_EQ(finish(loop, one)->available, 7);
        EXPECT_EQ(server.requests.size(), 1u);
    }
}

TEST_F(Troubled, a_silent_question_is_not_kept) {
    server.reply = [](const std::string&) { return ScriptedServer::silence(); };
    EXPECT_THROW(look(), Unanswered);
    server.reply = [](const std::string&) { return ScriptedServer::json(inventory("OPEN", 7)); };
    EXPECT_EQ(look()->available, 7);
}

class Passing : public Troubled {
protected:
    http::Response pass(http::Method method, std::string target, http::Headers headers = {}) {
        http::Request request{.method = method, .target = std::move(target), .headers = std::move(headers)};
        user::HttpNeighbour passing(neighbour());
        return run(loop, passing.send(std::move(request)));
    }
};

TEST_F(Passing, a_neighbour_that_cannot_be_reached_is_503) {
    server.stop();
    const auto response = pass(http::Method::get, "/events");
    EXPECT_EQ(response.status, 503);
    ASSERT_TRUE(response.problem);
    EXPECT_EQ(response.problem->code, "unavailable");
    EXPECT_TRUE(response.problem->retry_after);
}

TEST_F(Passing, a_buyers_post_without_a_key_is_never_sent_twice) {
    int count = 0;
    server.reply = [&](const std::string&) {
        return ++count % 2 == 0 ? Reply{.bytes = "", .closes = true} : ScriptedServer::json("{}");
    };
    pass(http::Method::get, "/bookings");
    EXPECT_EQ(pass(http::Method::post, "/bookings").status, 503);
    EXPECT_EQ(server.requests.size(), 2u);
    pass(http::Method::get, "/bookings");
    EXPECT_EQ(pass(http::Method::post, "/bookings", {{"Idempotency-Key", "k"}}).status, 200);
}

TEST_F(Passing, a_service_never_lends_its_own_token_to_a_user) {
    server.reply = [](const std::string&) { return ScriptedServer::json("{}"); };
    pass(http::Method::get, "/bookings");
    EXPECT_THAT(server.requests.at(0), testing::Not(HasSubstr("Authorization")));
}

TEST_F(Passing, what_is_about_one_thing_meets_one_instance) {
    ScriptedServer other(loop);
    server.reply = other.reply = [](const std::string&) { return ScriptedServer::json("{}"); };
    reach.service("event", server.address() + "," + other.address());
    for (int turn = 0; turn < 6; ++turn) {
        pass(http::Method::get, "/events/0190b0a8-0000-7000-8000-000000000001/availability");
        pass(http::Method::get, "/events/0190b0a8-0000-7000-8000-000000000001");
    }
    EXPECT_TRUE(server.requests.empty() || other.requests.empty());
    for (int turn = 0; turn < 6; ++turn) pass(http::Method::get, "/events");
    EXPECT_FALSE(server.requests.empty() || other.requests.empty());
}

}  // namespace
}  // namespace boxoffice::test
