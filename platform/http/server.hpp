#pragma once

#include "platform/async/task.hpp"
#include "platform/http/router.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace boxoffice::http {

/// Limits of a server; all hold for every connection.
struct Limits {
    std::size_t header_bytes_max = 16 * 1024;  ///< beyond: 431
    std::size_t target_bytes_max = 8 * 1024;   ///< beyond: 414
    std::size_t body_bytes_max = 1024 * 1024;  ///< beyond: 413
    std::size_t connections_max = 20'000;      ///< beyond: accepted and closed
    std::chrono::seconds header_timeout{10};
    std::chrono::seconds body_timeout{20};
    std::chrono::seconds idle_timeout{60};
    std::chrono::seconds write_timeout{20};
};

/// An HTTP/1.1 server (RFC 9112) for one router: keep-alive, pipelining in order, HEAD, Expect: 100-continue, streams.
/// Runs on the loop's thread; one that listens has to be drained before it dies. Time-outs are kept by one sweep a
/// second, so they fire up to two seconds late.
class Server {
public:
    Server(Loop& loop, Router& router, Log log, Limits limits = {});
    ~Server();

    /// Binds and begins to accept. Port 0 picks a free one. Throws boost::system::system_error when it cannot.
    void listen(const std::string& host, std::uint16_t port);
    std::uint16_t port() const;

    /// Stops accepting, lets requests under way finish (at most `limit`), ends streams and idle connections.
    Task<> drain(std::chrono::milliseconds limit);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::http
