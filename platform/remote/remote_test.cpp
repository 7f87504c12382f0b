#include "platform/remote/remote.hpp"
#include "platform/remote/answer.hpp"
#include "platform/remote/tests/neighbourhood.hpp"

#include <gmock/gmock.h>

namespace boxoffice::remote {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class RemoteTest : public Neighbourhood {
protected:
    http::Response call(Remote& neighbour, Call made = {.target = "/x"}) {
        return run(loop, neighbour.call(std::move(made)));
    }
    bool answers(Remote& neighbour, Call made = {.target = "/x"}) {
        try {
            call(neighbour, std::move(made));
            return true;
        } catch (const Unavailable&) {
            return false;
        }
    }
    Remote remote{parts(), options()};
};

TEST(InstancesTest, addresses_are_a_list_of_http_urls) {
    const auto instances = parse_instances("http://a:1, http://b:2");
    ASSERT_EQ(instances.size(), 2u);
    EXPECT_EQ(instances[1].text(), "http://b:2");
    for (const auto* text : {"", "a:1", "http://a:1,,http://b:2", "https://a"})
        EXPECT_THROW(parse_instances(text), std::invalid_argument) << text;
}

TEST_F(RemoteTest, a_call_bears_its_trace_and_its_body) {
    Trace trace;
    trace.trace_id.fill(0xAB);
    trace.span_id.fill(0xCD);
    EXPECT_EQ(call(remote, {.method = http::Method::put, .target = "/x", .body = "{}", .trace = trace}).status, 200);
    EXPECT_THAT(server.requests.at(0), HasSubstr("traceparent: " + trace.traceparent()));
    EXPECT_THAT(server.requests.at(0), HasSubstr("Content-Type: application/json\r\n"));
    call(remote);
    EXPECT_THAT(server.requests.at(1), Not(HasSubstr("traceparent")));
}

TEST_F(RemoteTest, an_answer_is_one_whatever_its_status) {
    server.reply = [](const std::string&) { return ScriptedServer::json(R"({"code":"internal_error"})", 500); };
    for (int turn = 0; turn < 10; ++turn) EXPECT_EQ(call(remote).status, 500);
    EXPECT_EQ(problem_code(call(remote)), "internal_error");
}

TEST_F(RemoteTest, who_is_away_is_asked_no_more_until_a_probe_finds_him_back) {
    server.stop();
    EXPECT_FALSE(answers(remote));
    EXPECT_FALSE(answers(remote));
    server.start();
    EXPECT_FALSE(answers(remote));
    EXPECT_EQ(server.accepted, 0);
    EXPECT_THAT(metrics.text(), HasSubstr("instance=\"" + server.address() + "\",neighbour=\"user\"} 1\n"));
    clock.advance(300ms);
    EXPECT_TRUE(answers(remote));
    EXPECT_TRUE(answers(remote));
}

TEST_F(RemoteTest, silence_is_a_fault_but_for_those_who_may_be_silent) {
    server.reply = [](const std::string&) { return ScriptedServer::silence(); };
    const Call hasty{.target = "/x", .timeout = 10ms};
    for (int turn = 0; turn < 2; ++turn) EXPECT_FALSE(answers(remote, hasty));
    auto patient = options();
    patient.silence_is_a_fault = false;
    Remote gateway(parts(), patient);
    for (int turn = 0; turn < 4; ++turn) EXPECT_FALSE(answers(gateway, hasty));
    server.reply = [](const std::string&) { return ScriptedServer::json("{}"); };
    EXPECT_FALSE(answers(remote));
    EXPECT_TRUE(answers(gateway));
}

TEST_F(RemoteTest, nothing_is_sent_again_here) {
    server.reply = [](const std::string&) { return ScriptedServer::Reply{.bytes = "", .closes = true}; };
    EXPECT_FALSE(answers(remote));
    EXPECT_EQ(server.requests.size(), 1u);
}

TEST_F(RemoteTest, equal_affinities_meet_the_same_instance_and_others_spread) {
    ScriptedServer other(loop);
    other.reply = server.reply;
    Remote both(parts(), options(parse_instances(server.address() + "," + other.address())));
    for (int turn = 0; turn < 5; ++turn) call(both, {.target = "/same", .affinity = "event-1"});
    EXPECT_TRUE(server.requests.empty() || other.requests.empty());
    for (int number = 0; number < 40; ++number)
        call(both, {.target = "/many", .affinity = "event-" + std::to_string(number)});
    EXPECT_GT(server.requests.size(), 8u);
    EXPECT_GT(other.requests.size(), 8u);
}

TEST_F(RemoteTest, where_instances_stand_in_the_list_does_not_matter) {
    ScriptedServer other(loop);
    other.reply = server.reply;
    Remote both(parts(), options(parse_instances(server.address() + "," + other.address())));
    Remote turned(parts(), options(parse_instances(other.address() + "," + server.address())));
    for (int number = 0; number < 20; ++number) {
        const auto before = server.requests.size();
        const Call made{.target = "/x", .affinity = std::to_string(number)};
        call(both, made);
        call(turned, made);
        EXPECT_NE(server.requests.size(), before + 1);
    }
}

TEST_F(RemoteTest, without_affinity_all_take_turns) {
    ScriptedServer other(loop);
    other.reply = server.reply;
    Remote both(parts(), options(parse_instances(server.address() + "," + other.address())));
    for (int turn = 0; turn < 10; ++turn) call(both);
    EXPECT_EQ(server.requests.size(), 5u);
    EXPECT_EQ(other.requests.size(), 5u);
}

TEST_F(RemoteTest, another_instance_is_asked_where_one_cannot_be_reached) {
    ScriptedServer other(loop);
    other.reply = server.reply;
    Remote both(parts(), options(parse_instances(server.address() + "," + other.address())));
    other.stop();
    for (int turn = 0; turn < 10; ++turn)
        EXPECT_TRUE(answers(both, {.method = http::Method::post, .target = "/x", .affinity = std::to_string(turn)}));
    server.stop();
    EXPECT_FALSE(answers(both));
}

TEST_F(RemoteTest, a_ping_says_whether_somebody_is_there) {
    EXPECT_NO_THROW(run(loop, remote.ping()));
    EXPECT_THAT(server.requests.at(0), HasSubstr("GET /healthz "));
    server.stop();
    EXPECT_THROW(run(loop, remote.ping()), Unavailable);
}

TEST_F(RemoteTest, a_request_is_passed_on_as_it_came) {
    http::Request request{.method = http::Method::post, .target = "/bookings?x=1"};
    request.headers = {{"Authorization", "Bearer theirs"}, {"Connection", "X-Hop"}, {"X-Hop", "1"}, {"Accept", "a"}};
    request.body = "{ }";
    run(loop, remote.pass_on(std::move(request), "", 500ms));
    EXPECT_THAT(server.requests.at(0), HasSubstr("POST /bookings?x=1 "));
    EXPECT_THAT(server.requests.at(0), HasSubstr("Authorization: Bearer theirs\r\n"));
    EXPECT_THAT(server.requests.at(0), HasSubstr("Accept: a\r\n"));
    EXPECT_THAT(server.requests.at(0), Not(HasSubstr("Hop")));
    EXPECT_THAT(server.requests.at(0), HasSubstr("\r\n\r\n{ }"));
}

struct Inner {
    std::int64_t price = 0;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (price, note))
struct Outer {
    std::string name;
    std::map<std::string, Inner> types;
    std::vector<Inner> list;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (name, types, list))

TEST(AnswerTest, members_that_nobody_asked_for_are_passed_over) {
    const auto answer = read_answer<Outer>(
        R"({"name":"n","new":1,"types":{"ga":{"price":5,"new":[]}},"list":[{"price":6,"note":"x"}]})");
    EXPECT_EQ(answer.types.at("ga").price, 5);
    EXPECT_EQ(answer.list.at(0).note, "x");
    EXPECT_EQ(read_answer<Inner>(R"({"inner":{"price":7}})", "inner").price, 7);
}

TEST(AnswerTest, what_is_not_as_agreed_is_misunderstood) {
    for (const auto* body : {"", "nonsense", "[]", R"({"name":"n","types":{}})", R"({"name":1,"types":{},"list":[]})",
                             R"({"name":"n","types":{"ga":{"price":"5"}},"list":[]})"})
        EXPECT_THROW(read_answer<Outer>(body), Misunderstood) << body;
    EXPECT_THROW(read_answer<Inner>(R"({"price":7})", "inner"), Misunderstood);
    EXPECT_THROW(read_answer<Inner>("7", "inner"), Misunderstood);
}

TEST(AnswerTest, only_a_problem_has_a_code) {
    http::Response plain(409, R"({"code":"sold_out"})");
    EXPECT_EQ(problem_code(plain), "");
    plain.content_type = "application/problem+json";
    EXPECT_EQ(problem_code(plain), "sold_out");
    plain.body = "garbage";
    EXPECT_EQ(problem_code(plain), "");
    EXPECT_EQ(summary(plain), "409");
}

}  // namespace
}  // namespace boxoffice::remote
