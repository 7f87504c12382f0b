#include "platform/http/server.hpp"

#include "platform/async/scope.hpp"
#include "platform/http/connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

namespace boxoffice::http {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using Acceptor = boost::asio::basic_socket_acceptor<tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr std::chrono::milliseconds pause_after_refused_accept{50};
constexpr std::chrono::seconds cancelled_ends_within{10};

std::string date_now() { return http_date(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())); }

tcp::endpoint endpoint_of(Loop& loop, const std::string& host, std::uint16_t port) {
    error_code failed;
    const auto address = boost::asio::ip::make_address(host, failed);
    if (!failed) return {address, port};
    tcp::resolver resolver(loop);
    return resolver.resolve(host, std::to_string(port)).begin()->endpoint();
}

}  // namespace

struct Server::State {
    State(Loop& given_loop, Router& router, Log log, Limits limits)
        : loop(given_loop),
          stream_writer(loop),
          serving(std::make_shared<Serving>(Serving{router, stream_writer, log, limits, 0, date_now()})),
          acceptor(loop),
          accepting(loop, on_fault(log)),
          sweeping(loop, on_fault(log)),
          connections(loop, on_fault(log)) {}

    static TaskScope::OnFault on_fault(Log log) {
        return
            [log](const std::exception_ptr& fault) { log.error("a connection failed", {{"reason", describe(fault)}}); };
    }

    Task<> accept() {
        bool complained = false;
        while (!serving->draining) {
            error_code failed;
            Socket socket = co_await acceptor.async_accept(boost::asio::redirect_error(use_task, failed));
            if (failed == boost::asio::error::operation_aborted || !acceptor.is_open()) co_return;
            if (failed) {
                if (!std::exchange(complained, true))
                    serving->log.warning("connections cannot be accepted", {{"reason", failed.message()}});
                co_await wait(pause_after_refused_accept);
                continue;
            }
            complained = false;
            if (serving->open.size() >= serving->limits.connections_max) continue;
            connections.spawn(Connection::live(std::make_shared<Connection>(serving, std::move(socket))));
        }
    }

    Task<> sweep() {
        for (;;) {
            co_await wait(std::chrono::seconds(1));
            ++serving->second;
            serving->date = date_now();
            for_each_open([](Connection& connection) { connection.sweep(); });
        }
    }

    Task<> wait(std::chrono::milliseconds duration) {
        Timer timer(loop, duration);
        co_await timer.async_wait(use_task);
    }

    template <class Action>
    void for_each_open(Action action) {
        // One that ends at once leaves the list, so the next is taken first.
        for (auto place = serving->open.begin(); place != serving->open.end();) action(**place++);
    }

    Loop& loop;
    StreamWriter stream_writer;
    std::shared_ptr<Serving> serving;
    Acceptor acceptor;
    std::uint16_t port = 0;
    TaskScope accepting;
    TaskScope sweeping;
    TaskScope connections;
};

Server::Server(Loop& loop, Router& router, Log log, Limits limits)
    : state_(std::make_shared<State>(loop, router, std::move(log), limits)) {}

Server::~Server() = default;

void Server::listen(const std::string& host, std::uint16_t port) {
    const auto endpoint = endpoint_of(state_->loop, host, port);
    auto& acceptor = state_->acceptor;
    acceptor.open(endpoint.protocol());
    acceptor.set_option(Acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
    state_->port = acceptor.local_endpoint().port();
    state_->accepting.spawn(state_->accept());
    state_->sweeping.spawn(state_->sweep());
}

std::uint16_t Server::port() const { return state_->port; }

Task<> Server::drain(std::chrono::milliseconds limit) {
    const auto state = state_;
    state->serving->draining = true;
    error_code ignored;
    state->acceptor.close(ignored);
    state->accepting.cancel();
    co_await state->accepting.join(cancelled_ends_within);
    state->connections.close();
    state->for_each_open([](Connection& connection) { connection.drain(); });
    if (!co_await state->connections.join(limit)) {
        state->for_each_open([](Connection& connection) { connection.close(); });
        state->connections.cancel();
        co_await state->connections.join(cancelled_ends_within);
    }
    state->sweeping.cancel();
    co_await state->sweeping.join(cancelled_ends_within);
}

}  // namespace boxoffice::http
