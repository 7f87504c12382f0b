#pragma once

#include "platform/async/scope.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice {

/// A server that answers as it is told, byte for byte: for what a well-behaved one does not do. It runs on the test's
/// loop.
class ScriptedServer {
public:
    /// Listens on a free port of 127.0.0.1. Its destructor turns the loop until its connections have ended.
    explicit ScriptedServer(Loop& loop);
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer();

    /// What follows a request: these bytes, and then perhaps the connection's end.
    struct Reply {
        std::string bytes;
        bool closes = false;
    };
    /// Asked for each request, which is given whole, head and body.
    std::function<Reply(const std::string& request)> reply;

    /// A 200 with this JSON body, or another status and more headers ("Name: value\r\n").
    static Reply json(std::string body, int status = 200, const std::string& headers = {});
    /// Nothing at all, for ever.
    static Reply silence() { return {}; }

    std::uint16_t port() const { return port_; }
    /// "http://127.0.0.1:port"
    std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }

    /// Goes away: refuses connections, and closes those that there are.
    void stop();
    /// Comes back at the same port.
    void start();
    void close_connections();

    std::vector<std::string> requests;  ///< all that came
    int accepted = 0;                   ///< connections, ever
    std::size_t open() const { return sockets_.size(); }

private:
    using tcp = boost::asio::ip::tcp;
    using Socket = boost::asio::basic_stream_socket<tcp, Executor>;
    using Acceptor = boost::asio::basic_socket_acceptor<tcp, Executor>;

    Task<> accept();
    Task<> serve(std::list<Socket>::iterator socket);
    Task<bool> serve_requests(Socket& socket);

    Loop& loop_;
    TaskScope scope_;
    Acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::list<Socket> sockets_;
};

}  // namespace boxoffice
