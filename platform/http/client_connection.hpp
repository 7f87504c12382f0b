#pragma once

#include "platform/async/timeouts.hpp"
#include "platform/http/client.hpp"
#include "platform/http/response_parser.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace boxoffice::http {

using SteadyTime = std::chrono::steady_clock::time_point;

/// One connection to a server, for one exchange at a time. Inside platform/http only.
class ClientConnection : public std::enable_shared_from_this<ClientConnection> {
public:
    ClientConnection(Loop& loop, Timeouts& timeouts, const ClientLimits& limits);

    /// Finds the host and connects, trying each of its addresses. Throws NoAnswer (not_connected).
    static Task<> connect(std::shared_ptr<ClientConnection> connection, Origin origin, SteadyTime deadline);

    /// Sends the bytes and reads an answer: all of it, or, where `streams`, but the head of one of Server-Sent Events.
    /// Throws NoAnswer.
    Task<> exchange(const std::string& bytes, bool to_head, bool streams, SteadyTime deadline);
    /// The answer; of one that streams the head, while what came of its body waits for `pass_on`.
    Response take_answer();
    /// Hands the body of an answer that streams on until either side ends.
    Task<> pass_on(Stream& to);

    bool is_streaming() const { return streaming_; }
    /// Whether any byte of the exchange's request went out, or of its answer came.
    bool has_sent() const { return sent_; }
    bool has_received() const { return parser_.begun(); }
    /// Whether it may carry another exchange.
    bool is_reusable() const;
    /// Whether the server has closed it, or said something unasked, while it was idle.
    bool is_stale();
    void close();

    SteadyTime idle_since{};

private:
    Task<> write(const std::string& bytes);
    Task<> read(bool streams);
    Task<bool> fill();
    void parse();
    [[noreturn]] void throw_broken(const std::string& what) const;

    Loop& loop_;
    Timeouts& timeouts_;
    const ClientLimits& limits_;
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor> socket_;
    ResponseParser parser_;
    Response response_;
    std::string in_;  ///< read but not yet parsed: the bytes from begin_ to end_
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool sent_ = false;
    bool streaming_ = false;
    bool timed_out_ = false;
};

}  // namespace boxoffice::http
