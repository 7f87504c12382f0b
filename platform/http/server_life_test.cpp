#include "platform/http/server_fixture.hpp"

#include <sys/resource.h>

#include <deque>
#include <utility>

namespace boxoffice::http {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(ServerTest, who_is_too_slow_is_cut) {
    serve({.header_timeout = 0s, .body_timeout = 0s, .idle_timeout = 0s, .write_timeout = 0s});
    auto idle = client();
    auto slow_header = client();
    slow_header.send("GET /hello HTTP/1.1\r\nHost");
    auto slow_body = client();
    slow_body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n[");
    auto slow_reader = client();
    slow_reader.send("GET /much HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(idle.ends());
    EXPECT_TRUE(slow_header.ends());
    EXPECT_TRUE(slow_body.ends());
    EXPECT_LT(slow_reader.read().size(), 8'000'000u);
}

TEST_F(ServerTest, who_waits_for_an_answer_is_not_cut) {
    serve({.header_timeout = 0s, .body_timeout = 0s, .idle_timeout = 0s});
    auto waiting = client();
    waiting.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client().ends()) << "the sweep came by";
    open_gate();
    EXPECT_THAT(waiting.read(), HasSubstr("passed"));
}

TEST_F(ServerTest, a_stream_is_sent_piece_by_piece) {
    serve();
    auto browser = client();
    browser.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = browser.read_until("\r\n\r\n");
    EXPECT_THAT(head, HasSubstr("\r\nContent-Type: text/event-stream\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nCache-Control: no-store\r\n"));
    EXPECT_EQ(browser.read_until("\n\n\r\n"), "7\r\nid: 1\n\n\r\n");
    ASSERT_TRUE(eventually([&] { return gate_.waiting == 1; }));
    open_gate();
    EXPECT_EQ(browser.read_until("0\r\n\r\n"), "7\r\nid: 2\n\n\r\n0\r\n\r\n");
    EXPECT_TRUE(browser.ends());
    EXPECT_EQ(streams_finished_, 1);
}

TEST_F(ServerTest, a_stream_to_http_1_0_is_not_chunked) {
    serve();
    auto browser = client();
    browser.send("GET /stream HTTP/1.0\r\n\r\n");
    EXPECT_THAT(browser.read_until("\r\n\r\n"), Not(HasSubstr("chunked")));
    EXPECT_EQ(browser.read_until("\n\n"), "id: 1\n\n");
}

TEST_F(ServerTest, a_stream_ends_when_its_client_goes) {
    serve();
    auto browser = client();
    browser.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return gate_.waiting == 1; }));
    browser.shut();
    EXPECT_TRUE(eventually([&] { return streams_ == 0; }));
    EXPECT_EQ(streams_finished_, 0);
}

/// Clients that follow what is offered to all.
class FollowingTest : public ServerTest {
protected:
    void come(int count) {
        for (int i = 0; i < count; ++i) {
            clients.emplace_back(server_->port()).send("GET /follow HTTP/1.1\r\nHost: x\r\n\r\n");
            clients.back().read_until("\r\n\r\n");
        }
        ASSERT_TRUE(eventually([&] { return gate_.waiting == count; }));
    }

    std::deque<RawClient> clients;
};

TEST_F(FollowingTest, what_is_offered_reaches_all_that_are_still_there) {
    serve();
    come(100);
    for (std::size_t i = 0; i < clients.size(); i += 2) clients[i].shut();
    EXPECT_GE(on_loop([&] { return offer_to_all("id: 1\n\n"); }), 50);
    for (std::size_t i = 1; i < clients.size(); i += 2)
        EXPECT_EQ(clients[i].read_until("\n\n\r\n"), "7\r\nid: 1\n\n\r\n");
    EXPECT_TRUE(eventually([&] { return gate_.waiting == 50; })) << "who went is followed no more";
}

TEST_F(FollowingTest, an_offer_is_refused_while_another_is_under_way) {
    serve();
    come(1);
    EXPECT_EQ(on_loop([&] { return std::pair{offer_to_all("1"), offer_to_all("2")}; }), std::pair(1L, 0L));
    EXPECT_EQ(clients[0].read_until("1\r\n1\r\n"), "1\r\n1\r\n");
    EXPECT_TRUE(eventually([&] { return on_loop([&] { return offer_to_all("3"); }) == 1; }));
    EXPECT_EQ(clients[0].read_until("1\r\n3\r\n"), "1\r\n3\r\n");
}

TEST_F(FollowingTest, a_slow_client_gets_whole_pieces_and_none_that_came_meanwhile) {
    serve();
    come(1);
    const std::string large(1024 * 1024, 'x');
    EXPECT_EQ(on_loop([&] { return offer_to_all(large); }), 1);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(on_loop([&] { return offer_to_all("never"); }), 0);
    EXPECT_EQ(clients[0].read_until("x\r\n").size(), large.size() + std::string_view("100000\r\n\r\n").size());
    EXPECT_TRUE(eventually([&] { return on_loop([&] { return offer_to_all("next"); }) == 1; }));
    EXPECT_EQ(clients[0].read_until("next\r\n"), "4\r\nnext\r\n");
}

TEST_F(FollowingTest, a_client_that_takes_nothing_is_cut) {
    serve({.write_timeout = 0s});
    come(1);
    EXPECT_EQ(on_loop([&] { return offer_to_all(std::string(16 * 1024 * 1024, 'x')); }), 1);
    EXPECT_TRUE(eventually([&] { return gate_.waiting == 0; }));
}

TEST_F(FollowingTest, a_client_that_takes_nothing_does_not_hold_up_a_drain) {
    serve();
    come(1);
    EXPECT_EQ(on_loop([&] { return offer_to_all(std::string(16 * 1024 * 1024, 'x')); }), 1);
    const auto begin = std::chrono::steady_clock::now();
    drain(1h);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(FollowingTest, nor_does_one_that_is_sent_more_than_it_takes) {
    opening_.assign(16 * 1024 * 1024, 'x');
    serve();
    auto slow = client();
    slow.send("GET /follow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return on_loop([&] { return followers_.size(); }) == 1; }));
    const auto begin = std::chrono::steady_clock::now();
    drain(1h);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(FollowingTest, a_stream_that_ends_with_a_piece_under_way_sends_it_first) {
    serve();
    come(100);
    on_loop([&] {
        gate_.timer.cancel();
        return offer_to_all("id: 1\n\n");
    });
    for (auto& client : clients) EXPECT_EQ(client.read_until("0\r\n\r\n"), "7\r\nid: 1\n\n\r\n0\r\n\r\n");
}

TEST_F(FollowingTest, streams_that_are_being_written_to_can_be_closed) {
    serve();
    come(100);
    auto drained = on_loop([&] {
        EXPECT_EQ(offer_to_all("id: 1\n\n"), 100);
        return begin_drain(0ms);
    });
    drained.get();
    EXPECT_EQ(gate_.waiting, 0);
    for (auto& client : clients) EXPECT_THAT(client.read_until("\n\n\r\n"), AnyOf("", "7\r\nid: 1\n\n\r\n"));
}

TEST_F(ServerTest, head_of_a_stream_is_answered_at_once) {
    serve();
    auto browser = client();
    browser.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(browser.read_until("\r\n\r\n"), HasSubstr("200 OK"));
    EXPECT_TRUE(browser.ends());
    EXPECT_EQ(streams_, 0);
}

TEST_F(ServerTest, draining_lets_requests_finish_and_ends_the_rest) {
    serve();
    auto idle = client();
    EXPECT_THAT(idle.ask(hello), HasSubstr("200 OK"));
    auto busy = client();
    busy.send(fmt::format("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n{}", hello));
    auto streaming = client();
    streaming.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return gate_.waiting == 2; }));
    auto drained = begin_drain(5s);
    EXPECT_TRUE(idle.ends());
    EXPECT_TRUE(eventually([&] { return streams_ == 0; }));
    EXPECT_EQ(drained.wait_for(0s), std::future_status::timeout);
    EXPECT_THROW(client(), boost::system::system_error) << "nobody listens any more";
    open_gate();
    const auto answer = busy.read();
    EXPECT_THAT(answer, HasSubstr("passed"));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_TRUE(busy.ends()) << "the request behind it is not begun";
    busy.shut();
    drained.get();
}

TEST_F(ServerTest, draining_cancels_what_takes_too_long) {
    serve();
    auto busy = client();
    busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return gate_.waiting == 1; }));
    drain(1ms);
    EXPECT_EQ(gate_.waiting, 0);
    EXPECT_TRUE(busy.ends());
}

TEST_F(ServerTest, running_out_of_descriptors_is_survived) {
    serve();
    log_.open(site_.folder.file("log"));
    auto first = client();
    EXPECT_THAT(first.ask(hello), HasSubstr("200 OK"));
    asio::io_context context;
    asio::ip::tcp::socket late(context, asio::ip::tcp::v4());
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{0, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    late.connect({asio::ip::address_v4::loopback(), server_->port()});
    asio::write(late, asio::buffer(hello));
    // The log's reading end was opened while that was still possible.
    const bool complained = eventually([&] { return log_holds("connections cannot be accepted"); });
    EXPECT_THAT(first.ask(hello), HasSubstr("200 OK"));
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_TRUE(complained);
    char byte = 0;
    EXPECT_EQ(asio::read(late, asio::buffer(&byte, 1)), 1u);
}

TEST_F(ServerTest, beyond_the_most_connections_new_ones_are_closed) {
    serve({.connections_max = 1});
    auto first = client();
    EXPECT_THAT(first.ask(hello), HasSubstr("200 OK"));
    EXPECT_TRUE(client().ends());
    EXPECT_THAT(first.ask(hello), HasSubstr("200 OK"));
}

}  // namespace
}  // namespace boxoffice::http
