#pragma once

#include "platform/http/server.hpp"
#include "platform/testing/test_site.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <future>
#include <set>
#include <thread>

namespace boxoffice::http {

namespace asio = boost::asio;
using namespace std::chrono_literals;

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

inline Task<Response> echo(Request& request) { co_return Response(201, request.body); }
inline Task<Response> greet(Request& request) {
    co_return Response(200, "\"hello " + std::string(request.query()) + "\"");
}
inline Task<Response> remove(Request&) { co_return Response(204, ""); }
inline Task<Response> inject(Request&) {
    co_return Response(200, "1").with("X-Evil", "a\r\nSet-Cookie: b").with("X-Good", "c");
}
inline Task<Response> send_much(Request&) { co_return Response(200, std::string(8'000'000, 'x')); }

/// A client that blocks, but never for more than five seconds.
class RawClient {
public:
    explicit RawClient(std::uint16_t port) {
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

/// A server on a loop of its own thread, with routes for every way of answering.
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
        site.router.add(
            {Method::get, {"/follow"}, Access::anyone, Body::none, [this](Request&) { return open_following(); }});
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
    RawClient client() { return RawClient(server_->port()); }
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

    Task<Response> open_following() {
        Response response;
        response.stream = [this](Stream& stream) { return follow(stream); };
        co_return response;
    }
    /// A stream that is offered what the test offers to all, until the gate opens or it is cancelled.
    Task<> follow(Stream& stream) {
        struct Place {
            explicit Place(std::set<Stream*>& all, Stream& one) : followers(all), stream(one) { all.insert(&one); }
            ~Place() { followers.erase(&stream); }
            std::set<Stream*>& followers;
            Stream& stream;
        } const place(followers_, stream);
        if (co_await stream.send(opening_)) co_await gate_.pass();
    }
    /// How many took it.
    std::ptrdiff_t offer_to_all(std::string_view piece) {
        return std::ranges::count_if(followers_, [piece](Stream* stream) { return stream->offer(piece); });
    }
    /// What `work` returns, on the loop's thread.
    template <class Work>
    auto on_loop(Work work) {
        return asio::post(loop_, asio::use_future(std::move(work))).get();
    }

    Loop loop_;
    asio::executor_work_guard<Executor> guard_{loop_.get_executor()};
    TestSite site_;
    Gate gate_{loop_};
    std::atomic<int> streams_ = 0;
    std::atomic<int> streams_finished_ = 0;
    std::string opening_;          ///< of who follows
    std::set<Stream*> followers_;  ///< the loop's
    std::ifstream log_;
    std::optional<Server> server_;
    std::thread thread_;
};

inline constexpr std::string_view hello = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

inline std::string post(std::string_view path, std::string_view body, std::string_view more = "") {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{}\r\n{}", path,
        body.size(), more, body);
}

}  // namespace boxoffice::http
