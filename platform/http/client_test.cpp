#include "platform/http/client.hpp"
#include "platform/testing/scripted_server.hpp"
#include "platform/testing/turning.hpp"

#include <gmock/gmock.h>

namespace boxoffice::http {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using Reason = NoAnswer::Reason;

/// Takes a stream's pieces, and stops after so many.
struct Taker final : Stream {
    Task<bool> send(std::string piece) override {
        taken += piece;
        co_return taken.size() < enough;
    }
    bool offer(std::string_view) override { return false; }
    std::string taken;
    std::size_t enough = 1000;
};

class ClientTest : public testing::Test {
protected:
    ClientTest() {
        server.reply = [](const std::string&) { return ScriptedServer::json(R"({"a":1})"); };
    }

    Client& client() {
        if (!client_) client_.emplace(loop, timeouts, limits);
        return *client_;
    }
    static Request request(Method method = Method::get, std::string target = "/x", std::string body = {}) {
        Request made{.method = method, .target = std::move(target)};
        made.body = std::move(body);
        return made;
    }
    Task<Response> sending(Request made, SendOptions options = {}) {
        return client().send(*Origin::parse(server.address()), std::move(made), options);
    }
    Response send(Request made, SendOptions options = {}) { return run(loop, sending(std::move(made), options)); }
    /// Why there was no answer; nothing when there was one.
    std::optional<Reason> failure(Request made, SendOptions options = {}) {
        try {
            send(std::move(made), options);
        } catch (const NoAnswer& fault) {
            return fault.reason;
        }
        return std::nullopt;
    }
    std::size_t connections() { return client().connections(*Origin::parse(server.address())); }

    Loop loop;
    Timeouts timeouts{loop};
    ScriptedServer server{loop};
    ClientLimits limits;

private:
    std::optional<Client> client_;
};

TEST(OriginTest, an_address_is_an_http_url_of_host_and_port) {
    const auto origin = Origin::parse("http://event.local:5000/");
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->host, "event.local");
    EXPECT_EQ(origin->port, 5000);
    EXPECT_EQ(origin->text(), "http://event.local:5000");
    EXPECT_EQ(Origin::parse("http://[::1]:80")->text(), "http://[::1]:80");
    EXPECT_EQ(Origin::parse("http://a")->port, 80);
    for (const auto* text : {"https://a:1", "a:1", "", "http://", "http://a:1/path", "http://a:1?q", "http://u@a:1",
                             "http://a:99999", "http://a:0", " http://a"})
        EXPECT_FALSE(Origin::parse(text)) << text;
}

TEST_F(ClientTest, a_request_goes_out_as_it_is_and_its_answer_comes_back) {
    auto made = request(Method::put, "/a?b=%20", "{}");
    made.headers = {{"Content-Type", "application/json"}, {"traceparent", "00-1"}};
    server.reply = [](const std::string&) { return ScriptedServer::json("[1]", 201, "ETag: \"x\"\r\n"); };
    const auto response = send(std::move(made));
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.body, "[1]");
    EXPECT_EQ(response.headers, (Headers{{"ETag", "\"x\""}}));
    EXPECT_EQ(server.requests.at(0), "PUT /a?b=%20 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                                         "\r\nContent-Type: application/json\r\ntraceparent: 00-1\r\n"
                                         "Content-Length: 2\r\n\r\n{}");
}

TEST_F(ClientTest, a_header_cannot_smuggle_another_in) {
    auto made = request();
    made.headers = {{"X-Evil", "a\r\nX-Other: b"}};
    send(std::move(made));
    EXPECT_THAT(server.requests.at(0), Not(HasSubstr("Other")));
    EXPECT_THROW(send(request(Method::get, "/a b")), std::invalid_argument);
}

TEST_F(ClientTest, a_connection_is_used_again) {
    for (int turn = 0; turn < 3; ++turn) send(request());
    EXPECT_EQ(server.accepted, 1);
    EXPECT_EQ(connections(), 1u);
}

TEST_F(ClientTest, a_connection_that_the_server_gives_up_is_not) {
    server.reply = [](const std::string&) { return ScriptedServer::json("1", 200, "Connection: close\r\n"); };
    send(request());
    EXPECT_EQ(connections(), 0u);
    send(request());
    EXPECT_EQ(server.accepted, 2);
}

TEST_F(ClientTest, a_connection_that_was_closed_while_idle_is_not_used) {
    send(request());
    server.close_connections();
    run_until(loop, [&] { return server.open() == 0; });
    EXPECT_EQ(send(request(Method::post)).status, 200);
    EXPECT_EQ(server.requests.size(), 2u);
    EXPECT_EQ(server.accepted, 2);
}

TEST_F(ClientTest, a_connection_on_which_something_unasked_came_is_not_used) {
    server.reply = [](const std::string&) {
        auto reply = ScriptedServer::json("1");
        reply.bytes += "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        return reply;
    };
    send(request());
    EXPECT_EQ(send(request()).body, "1");
    EXPECT_EQ(server.accepted, 2);
}

/// Closes the connection that is used for the second time, when the request has come.
auto closing_the_second_time() {
    return [count = 0](const std::string&) mutable {
        return ++count == 2 ? ScriptedServer::Reply{.bytes = "", .closes = true} : ScriptedServer::json("1");
    };
}

TEST_F(ClientTest, a_repeatable_request_goes_once_more_where_a_kept_connection_breaks) {
    for (auto again : {request(Method::get), request(Method::put), request(Method::delete_)}) {
        server.reply = closing_the_second_time();
        send(request());
        EXPECT_EQ(send(again).status, 200);
    }
    server.reply = closing_the_second_time();
    send(request());
    auto keyed = request(Method::post);
    keyed.headers = {{"Idempotency-Key", "k"}};
    EXPECT_EQ(send(keyed).status, 200);
}

TEST_F(ClientTest, a_post_without_a_key_is_never_sent_twice) {
    server.reply = closing_the_second_time();
    send(request());
    EXPECT_EQ(failure(request(Method::post)), Reason::broken);
    EXPECT_EQ(server.requests.size(), 2u);
}

TEST_F(ClientTest, a_break_on_a_fresh_connection_is_told_at_once) {
    server.reply = [](const std::string&) { return ScriptedServer::Reply{.bytes = "", .closes = true}; };
    EXPECT_EQ(failure(request()), Reason::broken);
    EXPECT_EQ(server.requests.size(), 1u);
}

TEST_F(ClientTest, an_answer_that_was_cut_is_not_asked_for_again) {
    server.reply = [](const std::string&) {
        return ScriptedServer::Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", .closes = true};
    };
    EXPECT_EQ(failure(request()), Reason::broken);
    EXPECT_EQ(server.requests.size(), 1u);
    EXPECT_EQ(connections(), 0u);
}

TEST_F(ClientTest, garbage_is_malformed) {
    server.reply = [](const std::string&) { return ScriptedServer::Reply{.bytes = "\x15\x03\x01 what?\r\n\r\n"}; };
    EXPECT_EQ(failure(request()), Reason::malformed);
}

TEST_F(ClientTest, an_answer_may_not_be_larger_than_the_limit) {
    limits.body_bytes_max = 2;
    EXPECT_EQ(failure(request()), Reason::too_large);
}

TEST_F(ClientTest, nobody_there_is_not_connected) {
    server.stop();
    EXPECT_EQ(failure(request()), Reason::not_connected);
    EXPECT_EQ(connections(), 0u);
    server.start();
    EXPECT_EQ(send(request()).status, 200);
}

TEST_F(ClientTest, a_host_may_be_a_name) {
    const auto by_name = Origin{.host = "localhost", .port = server.port()};
    EXPECT_EQ(run(loop, client().send(by_name, request(), {})).status, 200);
    const auto nowhere = Origin{.host = "no-such-host.invalid", .port = 80};
    EXPECT_THROW(run(loop, client().send(nowhere, request(), {})), NoAnswer);
}

TEST_F(ClientTest, silence_ends_at_the_time_out) {
    server.reply = [](const std::string&) { return ScriptedServer::silence(); };
    EXPECT_EQ(failure(request(), {.timeout = 20ms}), Reason::timed_out);
    EXPECT_EQ(connections(), 0u);
    server.reply = [](const std::string&) { return ScriptedServer::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n"}; };
    EXPECT_EQ(failure(request(), {.timeout = 20ms}), Reason::timed_out);
}

TEST_F(ClientTest, more_callers_than_connections_wait_for_their_turn) {
    limits.connections_max = 2;
    std::vector<std::future<Response>> answers;
    for (int caller = 0; caller < 10; ++caller) answers.push_back(start(loop, sending(request())));
    for (auto& answer : answers) EXPECT_EQ(finish(loop, answer).status, 200);
    EXPECT_EQ(server.accepted, 2);
    EXPECT_EQ(connections(), 2u);
}

TEST_F(ClientTest, a_waiting_caller_makes_a_connection_where_one_was_lost) {
    limits.connections_max = 1;
    server.reply = [](const std::string&) { return ScriptedServer::json("1", 200, "Connection: close\r\n"); };
    std::vector<std::future<Response>> answers;
    for (int caller = 0; caller < 3; ++caller) answers.push_back(start(loop, sending(request())));
    for (auto& answer : answers) EXPECT_EQ(finish(loop, answer).status, 200);
    EXPECT_EQ(server.accepted, 3);
}

TEST_F(ClientTest, waiting_has_limits) {
    limits.connections_max = 1;
    limits.waiting_max = 1;
    server.reply = [](const std::string&) { return ScriptedServer::silence(); };
    auto first = start(loop, sending(request(), {.timeout = 200ms}));
    auto second = start(loop, sending(request(), {.timeout = 30ms}));
    run_until(loop, [&] { return server.requests.size() == 1; });
    EXPECT_EQ(failure(request()), Reason::overloaded);
    try {
        finish(loop, second);
        ADD_FAILURE() << "there was no connection for it";
    } catch (const NoAnswer& fault) {
        EXPECT_EQ(fault.reason, Reason::timed_out);
    }
    EXPECT_THROW(finish(loop, first), NoAnswer);
    EXPECT_EQ(server.requests.size(), 1u);
}

TEST_F(ClientTest, closing_refuses_who_waits_and_who_comes) {
    limits.connections_max = 1;
    server.reply = [](const std::string&) { return ScriptedServer::silence(); };
    auto under_way = start(loop, sending(request(), {.timeout = 100ms}));
    auto waiting = start(loop, sending(request()));
    run_until(loop, [&] { return server.requests.size() == 1; });
    client().close();
    EXPECT_THROW(finish(loop, waiting), NoAnswer);
    EXPECT_EQ(failure(request()), Reason::stopping);
    EXPECT_THROW(finish(loop, under_way), NoAnswer);
    EXPECT_EQ(connections(), 0u);
}

constexpr const char* stream_head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 1\n\n";

TEST_F(ClientTest, events_stream_as_they_come) {
    server.reply = [](const std::string&) {
        return ScriptedServer::Reply{.bytes = std::string(stream_head) + "id: 2\n\n", .closes = true};
    };
    const auto response = send(request(), {.streams = true});
    EXPECT_EQ(response.content_type, "text/event-stream");
    ASSERT_TRUE(response.stream);
    EXPECT_EQ(connections(), 0u);
    Taker taker;
    run(loop, response.stream(taker));
    EXPECT_EQ(taker.taken, "id: 1\n\nid: 2\n\n");
}

TEST_F(ClientTest, a_stream_ends_its_connection_when_its_reader_goes) {
    server.reply = [](const std::string&) { return ScriptedServer::Reply{stream_head}; };
    {
        const auto response = send(request(), {.streams = true});
        Taker taker;
        taker.enough = 1;
        run(loop, response.stream(taker));
    }
    run_until(loop, [&] { return server.open() == 0; });
    {
        const auto never_read = send(request(), {.streams = true});
    }
    EXPECT_TRUE(run_until(loop, [&] { return server.open() == 0; }));
}

TEST_F(ClientTest, a_stream_that_falls_silent_is_ended) {
    limits.stream_quiet_timeout = 20ms;
    server.reply = [](const std::string&) { return ScriptedServer::Reply{stream_head}; };
    const auto response = send(request(), {.streams = true});
    Taker taker;
    run(loop, response.stream(taker));
    EXPECT_EQ(taker.taken, "id: 1\n\n");
}

TEST_F(ClientTest, streams_are_limited) {
    limits.streams_max = 1;
    server.reply = [](const std::string&) { return ScriptedServer::Reply{stream_head}; };
    const auto open = send(request(), {.streams = true});
    EXPECT_EQ(failure(request(), {.streams = true}), Reason::overloaded);
}

TEST_F(ClientTest, what_is_no_stream_is_read_whole) {
    const auto response = send(request(), {.streams = true});
    EXPECT_FALSE(response.stream);
    EXPECT_EQ(response.body, R"({"a":1})");
}

Task<> cancelled_call(Client& client, Origin origin, bool& ended) {
    try {
        co_await client.send(origin, Request{.method = Method::get, .target = "/x"}, {});
    } catch (...) {
        ended = true;
        throw;
    }
}

TEST_F(ClientTest, a_cancelled_caller_leaves_and_the_connection_with_it) {
    server.reply = [](const std::string&) { return ScriptedServer::silence(); };
    TaskScope scope(loop, [](std::exception_ptr) {});
    bool ended = false;
    scope.spawn(cancelled_call(client(), *Origin::parse(server.address()), ended));
    run_until(loop, [&] { return server.requests.size() == 1; });
    cancel_and_join(loop, scope);
    EXPECT_TRUE(ended);
    EXPECT_EQ(connections(), 0u);
}

}  // namespace
}  // namespace boxoffice::http
