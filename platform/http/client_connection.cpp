#include "platform/http/client_connection.hpp"

#include "platform/http/connecting.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include <cstring>

namespace boxoffice::http {

namespace {

using boost::system::error_code;
using Reason = NoAnswer::Reason;
using Stage = ResponseParser::Stage;

constexpr std::size_t first_read_bytes = 4096;

std::chrono::milliseconds until(SteadyTime deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return std::max(left, std::chrono::milliseconds(0));
}

/// Runs an action at a deadline, unless it goes before.
class Deadline {
public:
    Deadline(Timeouts& timeouts, std::chrono::milliseconds limit, std::function<void()> action)
        : timeouts_(timeouts), handle_(timeouts.after(limit, [this, action = std::move(action)] {
              fired_ = true;
              action();
          })) {}
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
    ~Deadline() {
        if (!fired_) timeouts_.cancel(handle_);
    }

private:
    Timeouts& timeouts_;
    bool fired_ = false;
    Timeouts::Handle handle_;
};

bool is_event_stream(const Response& response) { return response.content_type.starts_with("text/event-stream"); }

}  // namespace

ClientConnection::ClientConnection(Loop& loop, Timeouts& timeouts, const ClientLimits& limits)
    : loop_(loop),
      timeouts_(timeouts),
      limits_(limits),
      socket_(loop),
      parser_({limits.header_bytes_max, limits.body_bytes_max}) {}

Task<> ClientConnection::connect(std::shared_ptr<ClientConnection> connection, Origin origin, SteadyTime deadline) {
    auto& self = *connection;
    const auto limit = std::min(until(deadline), self.limits_.connect_timeout);
    const auto failed = co_await connect_socket(self.loop_, self.timeouts_, connection, self.socket_, origin, limit);
    if (failed) throw NoAnswer(Reason::not_connected, origin.text() + " cannot be reached: " + failed.message());
    error_code ignored;
    self.socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    self.socket_.non_blocking(true, ignored);
}

Task<> ClientConnection::exchange(const std::string& bytes, bool to_head, bool streams, SteadyTime deadline) {
    sent_ = false;
    parser_.begin(response_, to_head);
    const Deadline limit(timeouts_, until(deadline), [this] {
        timed_out_ = true;
        close();
    });
    co_await write(bytes);
    co_await read(streams);
}

Task<> ClientConnection::write(const std::string& bytes) {
    error_code failed;
    const auto written = socket_.write_some(boost::asio::buffer(bytes), failed);
    sent_ = written > 0;
    if (failed && failed != boost::asio::error::would_block) throw_broken(failed.message());
    if (written == bytes.size()) co_return;
    const auto more = co_await boost::asio::async_write(socket_, boost::asio::buffer(bytes) + written,
                                                        boost::asio::redirect_error(use_task, failed));
    sent_ = sent_ || more > 0;
    if (failed) throw_broken(failed.message());
}

Task<> ClientConnection::read(bool streams) {
    for (parse(); parser_.stage() != Stage::failed; parse()) {
        const bool has_head = parser_.stage() != Stage::head;
        streaming_ = has_head && streams && is_event_stream(response_);
        if (streaming_ && parser_.stage() == Stage::body) parser_.lift_limit();
        if (streaming_ || parser_.stage() == Stage::done) co_return;
        if (co_await fill()) continue;
        if (timed_out_) throw NoAnswer(Reason::timed_out, "no answer came in time");
        if (!parser_.begun()) throw_broken("the connection ended");
        parser_.end();
    }
    if (parser_.too_large()) throw NoAnswer(Reason::too_large, "the answer is too large");
    throw NoAnswer(socket_.is_open() ? Reason::malformed : Reason::broken, "a broken answer: " + parser_.fault());
}

Task<bool> ClientConnection::fill() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == in_.size()) {
        std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
        end_ -= std::exchange(begin_, 0);
        if (end_ == in_.size()) in_.resize(std::max(first_read_bytes, in_.size() * 2));
    }
    error_code failed;
    const auto got = co_await socket_.async_read_some(boost::asio::buffer(in_.data() + end_, in_.size() - end_),
                                                      boost::asio::redirect_error(use_task, failed));
    end_ += got;
    if (failed) close();
    co_return !failed;
}

void ClientConnection::parse() {
    // The parser stops behind the head.
    for (std::size_t used = 1; used > 0; begin_ += used) used = parser_.put({in_.data() + begin_, end_ - begin_});
}

Response ClientConnection::take_answer() {
    if (!streaming_) return std::move(response_);
    auto head = response_;
    head.body.clear();
    return head;
}

void ClientConnection::throw_broken(const std::string& what) const {
    if (timed_out_) throw NoAnswer(Reason::timed_out, "no answer came in time");
    throw NoAnswer(Reason::broken, "the connection broke: " + what);
}

Task<> ClientConnection::pass_on(Stream& to) {
    for (bool more = true; more;) {
        auto piece = std::exchange(response_.body, {});
        if (!piece.empty() && !co_await to.send(std::move(piece))) break;
        if (parser_.stage() != Stage::body) break;
        const Deadline quiet(timeouts_, limits_.stream_quiet_timeout, [this] { close(); });
        more = co_await fill();
        parse();
    }
    close();
}

bool ClientConnection::is_reusable() const {
    return socket_.is_open() && parser_.stage() == Stage::done && parser_.keep_alive() && begin_ == end_;
}

bool ClientConnection::is_stale() {
    char byte = 0;
    error_code nothing_there;
    socket_.receive(boost::asio::buffer(&byte, 1), boost::asio::socket_base::message_peek, nothing_there);
    return nothing_there != boost::asio::error::would_block;
}

void ClientConnection::close() {
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace boxoffice::http
