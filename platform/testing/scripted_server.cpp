#include "platform/testing/scripted_server.hpp"

#include "platform/testing/turning.hpp"

#include <fmt/format.h>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

namespace boxoffice {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

std::size_t content_length(const std::string& head) {
    constexpr std::string_view name = "Content-Length: ";
    const auto at = head.find(name);
    return at == head.npos ? 0 : std::stoul(head.substr(at + name.size()));
}

}  // namespace

ScriptedServer::ScriptedServer(Loop& loop) : loop_(loop), scope_(loop, [](std::exception_ptr) {}), acceptor_(loop) {
    start();
}

ScriptedServer::~ScriptedServer() {
    stop();
    cancel_and_join(loop_, scope_);
}

ScriptedServer::Reply ScriptedServer::json(std::string body, int status, const std::string& headers) {
    const auto* type = status < 400 ? "application/json" : "application/problem+json";
    return {fmt::format("HTTP/1.1 {} x\r\nContent-Type: {}\r\n{}Content-Length: {}\r\n\r\n{}", status, type, headers,
                        body.size(), body)};
}

void ScriptedServer::start() {
    acceptor_.open(tcp::v4());
    acceptor_.set_option(Acceptor::reuse_address(true));
    acceptor_.bind({asio::ip::address_v4::loopback(), port_});
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
    scope_.spawn(accept());
}

void ScriptedServer::stop() {
    error_code ignored;
    acceptor_.close(ignored);
    close_connections();
}

void ScriptedServer::close_connections() {
    error_code ignored;
    for (auto& socket : sockets_) socket.close(ignored);
}

Task<> ScriptedServer::accept() {
    for (;;) {
        error_code failed;
        auto socket = co_await acceptor_.async_accept(asio::redirect_error(use_task, failed));
        if (failed) co_return;
        ++accepted;
        sockets_.push_back(std::move(socket));
        scope_.spawn(serve(std::prev(sockets_.end())));
    }
}

Task<> ScriptedServer::serve(std::list<Socket>::iterator socket) {
    try {
        while (co_await serve_requests(*socket)) {
        }
    } catch (...) {
    }
    sockets_.erase(socket);
}

Task<bool> ScriptedServer::serve_requests(Socket& socket) {
    std::string request;
    error_code failed;
    const auto head = co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n",
                                                      asio::redirect_error(use_task, failed));
    if (failed) co_return false;
    const auto whole = head + content_length(request.substr(0, head));
    if (request.size() < whole)
        co_await asio::async_read(socket, asio::dynamic_buffer(request), asio::transfer_exactly(whole - request.size()),
                                  asio::redirect_error(use_task, failed));
    if (failed) co_return false;
    requests.push_back(request);
    const auto answer = reply(request);
    co_await asio::async_write(socket, asio::buffer(answer.bytes), asio::redirect_error(use_task, failed));
    co_return !failed && !answer.closes;
}

}  // namespace boxoffice
