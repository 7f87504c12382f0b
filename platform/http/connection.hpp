#pragma once

#include "platform/async/task.hpp"
#include "platform/http/request_parser.hpp"
#include "platform/http/response_head.hpp"
#include "platform/http/server.hpp"
#include "platform/http/stream_writer.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <list>
#include <memory>
#include <string>

namespace boxoffice::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

class Connection;

/// What the connections of a server share.
struct Serving {
    Router& router;
    StreamWriter& stream_writer;
    Log log;
    Limits limits;
    std::uint64_t second = 0;  ///< counted by the sweep; deadlines are in it
    std::string date;          ///< renewed by the sweep
    bool draining = false;
    std::list<Connection*> open = {};
};

/// One client: reads a request, has it answered, and begins anew, until either side has enough. Waits have no timers of
/// their own: each phase sets a deadline, and the server's sweep closes the connections whose deadline has passed.
class Connection final : public std::enable_shared_from_this<Connection>, public Stream {
public:
    Connection(std::shared_ptr<Serving> serving, Socket socket);

    /// The life of the connection; it is among `open` while this runs.
    static Task<> live(std::shared_ptr<Connection> connection);

    /// Ends it if its deadline has passed.
    void sweep();
    /// The server drains: ends it if nothing is under way, and its stream.
    void drain();
    /// Ends it whatever it does; the socket stays until a piece under way has ended.
    void close();

    Task<bool> send(std::string piece) override;
    bool offer(std::string_view piece) override;

private:
    /// What a stream sends, from the offer until the socket took it.
    struct Piece {
        std::string bytes;
        std::unique_ptr<Sleeper> awaited_by;
    };
    enum class Phase { idle, head, body, answering, lingering };

    Task<bool> serve_request();
    Task<bool> fill();
    void make_room();
    void parse();
    Task<bool> read_head();
    Task<bool> read_body();
    Task<bool> refuse_unread(Response refusal);
    Task<bool> discard_rest();
    Task<bool> answer(Response response, bool keep_alive);
    Task<bool> stream(Response response);
    Task<> run_stream(Response& response);
    Task<bool> write();
    Task<bool> write_rest(std::size_t written);
    Task<> linger();
    std::string framed(std::string_view piece) const;
    void piece_written(const std::shared_ptr<Piece>& piece, StreamWriter::Written written);
    void piece_ended(Piece& piece, bool failed);
    Task<> end_of_piece();
    void watch();
    void client_went();
    void stop_stream();
    void enter(Phase phase, std::chrono::seconds limit);
    void no_deadline() { deadline_ = no_limit; }

    static constexpr std::uint64_t no_limit = ~std::uint64_t{0};

    std::shared_ptr<Serving> serving_;
    Socket socket_;
    RequestParser parser_;
    std::string remote_address_;
    Phase phase_ = Phase::idle;
    std::uint64_t deadline_ = no_limit;

    std::string in_;  ///< read but not yet parsed: the bytes from begin_ to end_
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::string out_;

    bool is_head_ = false;
    bool chunked_ = false;
    bool gone_ = false;
    std::weak_ptr<Piece> piece_;  ///< owned by who writes it
    std::size_t ignored_bytes_ = 0;
    std::array<char, 64> ignored_{};
    boost::asio::cancellation_signal stop_stream_;
};

}  // namespace boxoffice::http
