#pragma once

#include "platform/async/timeouts.hpp"
#include "platform/http/message.hpp"
#include "platform/problem/unavailable.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::http {

/// Where a server is, as in "http://127.0.0.1:3000".
struct Origin {
    std::string host;  ///< a name or an address, IPv6 without brackets
    std::uint16_t port = 80;

    auto operator<=>(const Origin&) const = default;

    /// Nothing unless it is an http URL of host and port alone. The client does not speak TLS, so https is none.
    static std::optional<Origin> parse(std::string_view address);
    std::string text() const;
};

/// Thrown where a request got no answer.
class NoAnswer : public Unavailable {
public:
    enum class Reason {
        overloaded,     ///< too many wait for a connection already: nothing was sent
        not_connected,  ///< the server cannot be reached: nothing was sent
        timed_out,      ///< the answer did not come within the call's limit
        broken,         ///< the connection ended before the answer did
        malformed,      ///< what came is not HTTP
        too_large,      ///< the answer is larger than the client takes
        stopping        ///< the client was closed
    };
    NoAnswer(Reason given_reason, const std::string& what) : Unavailable(what), reason(given_reason) {}

    Reason reason;
};

/// Limits of a client.
struct ClientLimits {
    std::size_t connections_max = 256;  ///< to one origin; streams have a limit of their own
    std::size_t waiting_max = 10'000;   ///< callers who wait for a connection to one origin
    std::size_t streams_max = 20'000;
    std::size_t header_bytes_max = 32 * 1024;
    std::size_t body_bytes_max = 16 * 1024 * 1024;
    std::chrono::milliseconds connect_timeout{1'000};
    std::chrono::milliseconds idle_timeout{30'000};          ///< an unused connection is kept as long
    std::chrono::milliseconds stream_quiet_timeout{60'000};  ///< a stream in which nothing comes is ended
};

/// How one request is to be sent.
struct SendOptions {
    std::chrono::milliseconds timeout{5'000};  ///< from waiting for a connection to the answer's last byte
    /// Whether the server may get the request twice. By default: unless it is a POST or PATCH without Idempotency-Key.
    std::optional<bool> repeatable = {};
    /// An answer of Server-Sent Events is returned with its head, as a Response that streams; else all are read whole.
    bool streams = false;
};

/// An HTTP/1.1 client (RFC 9112) without TLS: connections are kept and used again, the last one first. A request that
/// meets a connection that the server has just closed goes once more over a fresh one, if nothing of an answer had come
/// and it is repeatable or nothing of it was sent; nothing else is ever sent twice. Used on the loop's thread only.
class Client {
public:
    /// Both must outlive this object and every stream that it returned.
    Client(Loop& loop, Timeouts& timeouts, ClientLimits limits = {});
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client();

    /// Sends the request's method, target, headers and body, and returns the answer, whatever its status. `Host` and
    /// `Content-Length` are added. Throws NoAnswer. A caller who is cancelled leaves, and the connection is closed.
    Task<Response> send(Origin origin, Request request, SendOptions options);

    /// Closes idle connections and refuses every call that waits or comes; those under way go on.
    void close();

    /// Connections to the origin, used or not, without streams.
    std::size_t connections(const Origin& origin) const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::http
