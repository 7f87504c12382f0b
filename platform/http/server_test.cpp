#include "platform/http/server.hpp"

#include "platform/http/test_site.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>

#include <fcntl.h>
#include <sys/resource.h>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

namespace boxoffice::http {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A door that handlers wait at until the test opens it. Used on the loop's thread, but for `waiting`.
struct Gate {
    explicit Gate(Loop& loop) : timer(loop, std::chrono::steady_clock::time_point::max()) {}

    Task<> pass() {
        ++waiting;
        boost::system::error_code opened;
        co_await timer.async_wait(asio::redirect_error(use_task, opened));
        --waiting;
        co_await asio::post(timer.get_executor(), use_task);  // throws where it was cancelled
    }
    Task<Response> answer_behind() {
        co_await pass();
        co_return Response(200, "\"passed\"");
    }

    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor> timer;
    std::atomic<int> waiting = 0;
};

Task<Response> echo(Request& request) { co_return Response(201, request.body); }
Task<Response> greet(Request& request) { co_return Response(200, "\"hello " + std::string(request.query()) + "\""); }
Task<Response> remove(Request&) { co_return Response(204, ""); }
Task<Response> inject(Request&) {
    co_return Response(200, "1").with("X-Evil", "a\r\nSet-Cookie: b").with("X-Good", "c");
}
Task<Response> send_much(Request&) { co_return Response(200, std::string(8'000'000, 'x')); }

/// A client that blocks, but never for more than five seconds.
class Client {
public:
    explicit Client(std::uint16_t port) {
        socket_.connect({asio::ip::address_v4::loopback(), port});
        const timeval limit{5, 0};
        setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }

    void send(std::string_view bytes) { asio::write(socket_, asio::buffer(bytes.data(), bytes.size())); }
    bool try_send(std::string_view bytes) {
        boost::system::error_code failed;
        asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), failed);
        return !failed;
    }

    /// Everything up to and with `end`; what there was when the connection ended before.
    std::string read_until(std::string_view end) {
        auto found = received_.find(end);
        while (found == received_.npos && fill()) found = received_.find(end);
        return take(found == received_.npos ? received_.size() : found + end.size());
    }
    /// One answer, with a body when there has to be one.
    std::string read(bool with_body = true) {
        auto head = read_until("\r\n\r\n");
        const auto length = head.find("Content-Length: ");
        if (!with_body || length == head.npos) return head;
        const auto bytes = std::stoul(head.substr(length + 16));
        while (received_.size() < bytes && fill()) {
        }
        return head + take(std::min(bytes, received_.size()));
    }
    /// Whether the server closes without sending anything more.
    bool ends() { return received_.empty() && !fill() && ended_; }
    std::string ask(std::string_view bytes) {
        send(bytes);
        return read();
    }
    void shut() { socket_.close(); }

private:
    bool fill() {
        char piece[65536];
        const auto got = ::recv(socket_.native_handle(), piece, sizeof piece, 0);
        ended_ = got == 0 || (got < 0 && errno == ECONNRESET);
        if (got <= 0) return false;
        received_.append(piece, static_cast<std::size_t>(got));
        return true;
    }
    std::string take(std::size_t bytes) {
        auto taken = received_.substr(0, bytes);
        received_.erase(0, bytes);
        return taken;
    }

    asio::io_context context_;
    asio::ip::tcp::socket socket_{context_};
    std::string received_;
    bool ended_ = false;
};

class ServerTest : public testing::Test {
protected:
    ServerTest() {
        auto& site = site_;
        site.route(Method::get, "/hello", Access::anyone, Body::none, greet);
        site.route(Method::delete_, "/hello", Access::anyone, Body::none, remove);
        site.route(Method::post, "/echo", Access::anyone, Body::json, echo);
        site.route(Method::post, "/secret", Access::admins, Body::json, echo);
        site.route(Method::get, "/inject", Access::anyone, Body::none, inject);
        site.route(Method::get, "/much", Access::anyone, Body::none, send_much);
        site.router.add(
            {Method::get, {"/slow"}, Access::anyone, Body::none, [this](Request&) { return gate_.answer_behind(); }});
        site.router.add(
            {Method::get, {"/stream"}, Access::anyone, Body::none, [this](Request&) { return open_stream(); }});
    }
    ~ServerTest() override {
        if (server_) drain(0ms);
        guard_.reset();
        if (thread_.joinable()) thread_.join();
    }

    void serve(Limits limits = {}) {
        server_.emplace(loop_, site_.router, site_.log, limits);
        server_->listen("127.0.0.1", 0);
        thread_ = std::thread([this] { loop_.run(); });
    }
    Client client() { return Client(server_->port()); }
    std::future<void> begin_drain(std::chrono::milliseconds limit) {
        return asio::co_spawn(loop_.get_executor(), server_->drain(limit), asio::use_future);
    }
    void drain(std::chrono::milliseconds limit) { begin_drain(limit).get(); }
    void open_gate() {
        asio::post(loop_, [this] { gate_.timer.cancel(); });
    }
    bool log_holds(std::string_view words) {
        site_.log_file.flush();
        log_.clear();
        log_.seekg(0);
        const std::string lines{std::istreambuf_iterator<char>(log_), {}};
        return lines.find(words) != lines.npos;
    }
    template <class Condition>
    static bool eventually(Condition holds) {
        const auto deadline = std::chrono::steady_clock::now() + 5s;
        while (!holds() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        return holds();
    }

    Task<Response> open_stream() {
        Response response;
        response.content_type = "text/event-stream";
        response.stream = [this](Stream& stream) { return run_stream(stream); };
        co_return response;
    }
    Task<> run_stream(Stream& stream) {
        ++streams_;
        try {
            if (co_await stream.send("id: 1\n\n")) {
                co_await gate_.pass();
                if (co_await stream.send("id: 2\n\n")) ++streams_finished_;
            }
        } catch (...) {
            --streams_;
            throw;
        }
        --streams_;
    }

    Loop loop_;
    asio::executor_work_guard<Executor> guard_{loop_.get_executor()};
    TestSite site_;
    Gate gate_{loop_};
    std::atomic<int> streams_ = 0;
    std::atomic<int> streams_finished_ = 0;
    std::ifstream log_;
    std::optional<Server> server_;
    std::thread thread_;
};

constexpr std::string_view hello = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post(std::string_view path, std::string_view body, std::string_view more = "") {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{}\r\n{}", path,
        body.size(), more, body);
}

TEST_F(ServerTest, an_answer_has_its_length_date_trace_and_safety_headers) {
    serve();
    const auto answer = client().ask(hello);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 8\r\n"));
    EXPECT_THAT(answer, testing::ContainsRegex("\r\nDate: [A-Z][a-z][a-z], [0-9][0-9] [A-Z][a-z][a-z] 20"));
    EXPECT_THAT(answer, testing::ContainsRegex("\r\nTrace-Id: [0-9a-f]{32}\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nCache-Control: no-store\r\n"));
    EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n\"hello \""));
}

TEST_F(ServerTest, a_connection_serves_many_requests) {
    serve();
    auto browser = client();
    for (int i = 0; i < 3; ++i) EXPECT_THAT(browser.ask(hello), HasSubstr("200 OK"));
    EXPECT_THAT(browser.ask(post("/echo", R"({"a":1})")), testing::EndsWith(R"({"a":1})"));
}

TEST_F(ServerTest, pipelined_requests_are_answered_in_order) {
    serve();
    auto browser = client();
    std::string requests = "\r\n";
    for (int i = 0; i < 200; ++i)
        requests += fmt::format("GET /hello?{} HTTP/1.1\r\nHost: x\r\n\r\n", i) + post("/echo", "[7]");
    browser.send(requests);
    for (int i = 0; i < 200; ++i) {
        ASSERT_THAT(browser.read(), testing::EndsWith(fmt::format("\"hello {}\"", i)));
        ASSERT_THAT(browser.read(), testing::EndsWith("[7]"));
    }
}

TEST_F(ServerTest, a_request_may_come_byte_by_byte) {
    serve();
    auto browser = client();
    for (const char byte : post("/echo", "[1,2,3]")) browser.send({&byte, 1});
    EXPECT_THAT(browser.read(), testing::EndsWith("\r\n\r\n[1,2,3]"));
}

TEST_F(ServerTest, head_is_answered_without_a_body) {
    serve();
    auto browser = client();
    browser.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(browser.read(false), HasSubstr("\r\nContent-Length: 8\r\n"));
    EXPECT_THAT(browser.ask(hello), StartsWith("HTTP/1.1 200")) << "and nothing in between";
}

TEST_F(ServerTest, a_204_has_neither_body_nor_length) {
    serve();
    auto browser = client();
    const auto answer = browser.ask("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 204 No Content\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("\r\nContent-")));
    EXPECT_THAT(browser.ask(hello), HasSubstr("200 OK"));
}

TEST_F(ServerTest, http_1_0_is_closed_unless_it_asks_to_be_kept) {
    serve();
    auto old = client();
    EXPECT_THAT(old.ask("GET /hello HTTP/1.0\r\n\r\n"), HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_TRUE(old.ends());
    auto kept = client();
    EXPECT_THAT(kept.ask("GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"),
                HasSubstr("\r\nConnection: keep-alive\r\n"));
    EXPECT_THAT(kept.ask(hello), HasSubstr("200 OK"));
}

TEST_F(ServerTest, connection_close_is_obeyed) {
    serve();
    auto browser = client();
    EXPECT_THAT(browser.ask("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), HasSubstr("200 OK"));
    EXPECT_TRUE(browser.ends());
}

TEST_F(ServerTest, chunks_are_put_together_and_trailers_ignored) {
    serve();
    auto browser = client();
    const std::string head =
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_THAT(browser.ask(head + "3\r\n[1,\r\n3;a=b\r\n 2]\r\n0\r\nAuthorization: Bearer x\r\n\r\n"),
                testing::EndsWith("[1, 2]"));
    EXPECT_THAT(browser.ask(hello), HasSubstr("200 OK"));
}

TEST_F(ServerTest, a_body_too_large_is_413_also_in_chunks) {
    serve({.body_bytes_max = 1000});
    EXPECT_THAT(client().ask(post("/echo", std::string(1000, '1'))), HasSubstr("201 Created"));
    auto announced = client();
    EXPECT_THAT(announced.ask(post("/echo", std::string(1001, '1'))), HasSubstr("413 Content Too Large"));
    EXPECT_THAT(announced.ask(hello), HasSubstr("200 OK")) << "so little is read to the end";
    auto chunked = client();
    chunked.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 11; ++i) chunked.try_send("64\r\n" + std::string(100, '1') + "\r\n");
    EXPECT_THAT(chunked.read(), HasSubstr("413 Content Too Large"));
    EXPECT_TRUE(chunked.ends());
}

TEST_F(ServerTest, a_huge_body_is_refused_before_it_is_read) {
    serve();
    auto browser = client();
    browser.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000000\r\n\r\n[");
    EXPECT_THAT(browser.read(), HasSubstr("413 Content Too Large"));
}

TEST_F(ServerTest, a_request_is_refused_before_its_body_is_read) {
    serve();
    for (const auto& [path, status] : {std::pair{"/nowhere", "404"}, {"/hello", "405"}, {"/secret", "401"}}) {
        auto browser = client();
        browser.send(
            fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        "Content-Length: 5\r\n\r\n",
                        path));
        EXPECT_THAT(browser.read(), StartsWith(fmt::format("HTTP/1.1 {}", status)));
        browser.send("[1,2]");
        EXPECT_THAT(browser.ask(hello), HasSubstr("200 OK")) << "the rest was dropped";
    }
}

TEST_F(ServerTest, who_expects_100_gets_it_only_when_the_body_is_wanted) {
    serve();
    const std::string_view expect =
        "Expect: 100-continue\r\nContent-Length: 3\r\nContent-Type: application/json\r\n\r\n";
    auto wanted = client();
    wanted.send(fmt::format("POST /echo HTTP/1.1\r\nHost: x\r\n{}", expect));
    EXPECT_EQ(wanted.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_THAT(wanted.ask("[1]"), HasSubstr("201 Created"));
    auto refused = client();
    refused.send(fmt::format("POST /nowhere HTTP/1.1\r\nHost: x\r\n{}", expect));
    EXPECT_THAT(refused.read(), HasSubstr("404 Not Found"));
    EXPECT_TRUE(refused.ends());
}

TEST_F(ServerTest, a_big_head_is_431_and_a_long_target_414) {
    serve();
    const auto with_header = [](std::size_t bytes) {
        return "GET /hello HTTP/1.1\r\nHost: x\r\nX-Big: " + std::string(bytes, 'a') + "\r\n\r\n";
    };
    EXPECT_THAT(client().ask(with_header(15'000)), HasSubstr("200 OK"));
    EXPECT_THAT(client().ask(with_header(16'400)), HasSubstr("431 Request Header Fields Too Large"));
    EXPECT_THAT(client().ask(with_header(100'000)), HasSubstr("431 Request Header Fields Too Large"));
    const auto with_target = [](std::size_t bytes) {
        return "GET /hello?" + std::string(bytes, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n";
    };
    EXPECT_THAT(client().ask(with_target(8'185)), HasSubstr("200 OK"));
    EXPECT_THAT(client().ask(with_target(8'186)), HasSubstr("414 URI Too Long"));
    EXPECT_THAT(client().ask(with_target(100'000)), HasSubstr("414 URI Too Long"));
}

TEST_F(ServerTest, what_is_not_http_is_400_and_closed) {
    serve();
    for (const std::string_view bytes :
         {"nonsense\r\n\r\n", "GET /hello HTTP/2.0\r\nHost: x\r\n\r\n", "GET /hello HTTP/1.1\r\n\r\n",
          "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
          "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: "
          "chunked\r\n\r\nzz\r\n"}) {
        auto browser = client();
        const auto answer = browser.ask(bytes);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << bytes;
        EXPECT_THAT(answer, HasSubstr("\"code\":\"invalid_request\"")) << bytes;
        EXPECT_TRUE(browser.ends()) << bytes;
    }
}

TEST_F(ServerTest, an_absolute_target_is_its_path) {
    serve();
    EXPECT_THAT(client().ask("GET http://x/hello?1 HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr("hello 1"));
}

TEST_F(ServerTest, a_line_break_cannot_get_into_a_header) {
    serve();
    const auto answer = client().ask("GET /inject HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie")));
    EXPECT_THAT(answer, HasSubstr("\r\nX-Good: c\r\n"));
}

TEST_F(ServerTest, a_large_answer_arrives_whole) {
    serve();
    const auto answer = client().ask("GET /much HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 8'000'000u);
}

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
    log_.open(site_.folder / "log");
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
