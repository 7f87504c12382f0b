#include "platform/http/connection.hpp"

#include "platform/async/cancellation.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <fmt/format.h>

#include <cstring>

namespace boxoffice::http {

namespace {

using boost::system::error_code;
using Stage = RequestParser::Stage;

constexpr std::size_t first_read_bytes = 4096;
constexpr std::size_t kept_write_bytes = 64 * 1024;
constexpr int send_buffer_bytes = 64 * 1024;
/// As much of a refused body is read to keep the connection.
constexpr std::size_t discarded_bytes_max = 64 * 1024;
constexpr std::size_t lingering_bytes_max = 8 * 1024 * 1024;
constexpr std::chrono::seconds lingering_time{2};
constexpr std::chrono::seconds at_once{0};  // with the next sweep

}  // namespace

Connection::Connection(std::shared_ptr<Serving> serving, Socket socket)
    : serving_(std::move(serving)),
      socket_(std::move(socket)),
      parser_({serving_->limits.header_bytes_max, serving_->limits.target_bytes_max, serving_->limits.body_bytes_max}) {
    error_code ignored;
    socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    // Who does not read is seen by us, not hidden in the system's buffers, which would grow to megabytes each.
    socket_.set_option(Socket::send_buffer_size(send_buffer_bytes), ignored);
    socket_.non_blocking(true, ignored);
    const auto remote = socket_.remote_endpoint(ignored);
    remote_address_ = remote.address().to_string();
}

Task<> Connection::live(std::shared_ptr<Connection> connection) {
    auto& open = connection->serving_->open;
    const auto place = open.insert(open.end(), connection.get());
    std::exception_ptr fault;
    try {
        while (co_await connection->serve_request()) {
        }
    } catch (...) {
        fault = std::current_exception();
    }
    open.erase(place);
    connection->close();
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    co_await connection->end_of_piece();
    if (fault) std::rethrow_exception(fault);
}

Task<bool> Connection::serve_request() {
    Request request;
    parser_.begin(request);
    if (!co_await read_head()) co_return false;
    if (parser_.stage() == Stage::failed) {
        co_await answer(serving_->router.refused(request, parser_.fault()), false);
        co_return false;
    }
    request.remote_address = remote_address_;
    is_head_ = request.method == Method::head;
    auto refusal = serving_->router.refuse_early(request, parser_.content_length(), serving_->limits.body_bytes_max);
    if (refusal) co_return co_await refuse_unread(std::move(*refusal));
    if (parser_.stage() == Stage::body && !co_await read_body()) co_return false;
    if (parser_.stage() == Stage::failed) {
        co_await answer(serving_->router.refused(request, parser_.fault()), false);
        co_return false;
    }
    enter(Phase::answering, std::chrono::seconds::max());
    auto response = co_await serving_->router.dispatch(std::move(request));
    if (response.stream) co_return co_await stream(std::move(response));
    co_return co_await answer(std::move(response), parser_.keep_alive());
}

Task<bool> Connection::read_head() {
    enter(Phase::idle, serving_->limits.idle_timeout);
    for (parse(); parser_.stage() == Stage::head; parse()) {
        if (parser_.begun() && phase_ == Phase::idle) enter(Phase::head, serving_->limits.header_timeout);
        if (phase_ == Phase::idle && serving_->draining) co_return false;
        if (!co_await fill()) co_return false;
    }
    co_return true;
}

Task<bool> Connection::read_body() {
    enter(Phase::body, serving_->limits.body_timeout);
    parse();
    if (parser_.expects_continue() && parser_.stage() == Stage::body) {
        out_ = "HTTP/1.1 100 Continue\r\n\r\n";
        if (!co_await write()) co_return false;
    }
    for (; parser_.stage() == Stage::body; parse())
        if (!co_await fill()) co_return false;
    co_return true;
}

void Connection::parse() {
    if (begin_ == end_) return;
    begin_ += parser_.put({in_.data() + begin_, end_ - begin_});
}

void Connection::make_room() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ < in_.size()) return;
    if (begin_ > 0) {
        std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    } else {
        in_.resize(std::max(first_read_bytes, in_.size() * 2));
    }
}

Task<bool> Connection::fill() {
    make_room();
    error_code failed;
    const auto got = co_await socket_.async_read_some(boost::asio::buffer(in_.data() + end_, in_.size() - end_),
                                                      boost::asio::redirect_error(use_task, failed));
    end_ += got;
    co_return !failed;
}

Task<bool> Connection::refuse_unread(Response refusal) {
    if (parser_.stage() == Stage::done) co_return co_await answer(std::move(refusal), parser_.keep_alive());
    parser_.discard_body();
    const bool small = parser_.content_length().value_or(0) <= discarded_bytes_max && !parser_.expects_continue();
    if (!co_await answer(std::move(refusal), parser_.keep_alive() && small)) co_return false;
    co_return co_await discard_rest();
}

Task<bool> Connection::discard_rest() {
    enter(Phase::body, serving_->limits.body_timeout);
    std::size_t discarded = 0;
    for (parse(); parser_.stage() == Stage::body; parse()) {
        if (discarded > discarded_bytes_max) co_return false;
        const auto before = end_ - begin_;
        if (!co_await fill()) co_return false;
        discarded += end_ - begin_ - before;
    }
    co_return parser_.stage() == Stage::done;
}

Task<bool> Connection::answer(Response response, bool keep_alive) {
    keep_alive = keep_alive && !serving_->draining;
    out_.clear();
    append_head(out_, response, {keep_alive, parser_.is_http_1_1(), false, serving_->date});
    if (!is_head_ && has_body(response.status)) out_ += response.body;
    enter(Phase::answering, serving_->limits.write_timeout);
    if (!co_await write()) co_return false;
    if (!keep_alive) co_await linger();
    co_return keep_alive;
}

Task<bool> Connection::write() {
    error_code failed;
    const auto written = socket_.write_some(boost::asio::buffer(out_), failed);
    if (failed && failed != boost::asio::error::would_block) co_return false;
    const bool done = written == out_.size() || co_await write_rest(written);
    if (out_.capacity() > kept_write_bytes) std::string().swap(out_);
    co_return done;
}

Task<bool> Connection::write_rest(std::size_t written) {
    error_code failed;
    co_await boost::asio::async_write(socket_, boost::asio::buffer(out_) + written,
                                      boost::asio::redirect_error(use_task, failed));
    co_return !failed;
}

// A close while bytes of the client are unread would reset the connection, and the answer might be lost.
Task<> Connection::linger() {
    enter(Phase::lingering, lingering_time);
    error_code failed;
    socket_.shutdown(Socket::shutdown_send, failed);
    for (std::size_t read = 0; read < lingering_bytes_max; read += end_) {
        begin_ = end_ = 0;
        if (!co_await fill()) co_return;
    }
}

Task<bool> Connection::stream(Response response) {
    chunked_ = parser_.is_http_1_1() && !is_head_;
    out_.clear();
    append_head(out_, response, {false, parser_.is_http_1_1(), chunked_, serving_->date});
    enter(Phase::answering, serving_->limits.write_timeout);
    if (!co_await write()) co_return false;
    if (!is_head_) co_await run_stream(response);
    co_return false;
}

Task<> Connection::run_stream(Response& response) {
    no_deadline();
    std::string().swap(in_);
    begin_ = end_ = 0;
    watch();
    std::exception_ptr fault;
    try {
        auto task = response.stream(*this);
        if (!serving_->draining)
            co_await boost::asio::co_spawn(socket_.get_executor(), std::move(task),
                                           boost::asio::bind_cancellation_slot(stop_stream_.slot(), use_task));
    } catch (...) {
        fault = std::current_exception();
    }
    if (fault && !is_cancellation(fault))
        serving_->log.error(response.trace, "a stream failed", {{"reason", describe(fault)}});
    out_ = chunked_ && !fault ? "0\r\n\r\n" : "";
    const bool cut_short = fault || gone_ || serving_->draining;
    const auto limit = cut_short ? at_once : serving_->limits.write_timeout;
    enter(Phase::answering, limit);
    co_await end_of_piece();
    enter(Phase::answering, limit);
    if (!gone_ && !out_.empty()) co_await write();
    error_code ignored;
    socket_.cancel(ignored);
}

Task<bool> Connection::send(std::string piece) {
    co_await end_of_piece();
    if (piece.empty()) co_return !gone_;
    if (!offer(piece)) co_return false;
    co_await end_of_piece();
    co_return !gone_;
}

bool Connection::offer(std::string_view piece) {
    if (gone_ || !piece_.expired()) return false;
    enter(Phase::answering, serving_->limits.write_timeout);
    const auto under_way = std::make_shared<Piece>(framed(piece));
    piece_ = under_way;
    serving_->stream_writer.write(
        socket_.native_handle(), under_way->bytes,
        [this, under_way](StreamWriter::Written written) { piece_written(under_way, written); });
    return true;
}

std::string Connection::framed(std::string_view piece) const {
    return chunked_ ? fmt::format("{:x}\r\n{}\r\n", piece.size(), piece) : std::string(piece);
}

void Connection::piece_written(const std::shared_ptr<Piece>& piece, StreamWriter::Written written) {
    if (written.failed || written.bytes == piece->bytes.size()) return piece_ended(*piece, written.failed);
    boost::asio::async_write(socket_, boost::asio::buffer(piece->bytes) + written.bytes,
                             [this, piece](error_code failed, std::size_t) { piece_ended(*piece, failed.failed()); });
}

void Connection::piece_ended(Piece& piece, bool failed) {
    piece_.reset();
    no_deadline();
    if (failed) client_went();
    if (piece.awaited_by) piece.awaited_by->wake();
}

Task<> Connection::end_of_piece() {
    if (piece_.expired()) co_return;
    co_await asleep([this](std::unique_ptr<Sleeper> sleeper) { piece_.lock()->awaited_by = std::move(sleeper); });
}

// Reads while a stream runs, to notice that the client went; what it sends meanwhile is ignored.
void Connection::watch() {
    socket_.async_read_some(boost::asio::buffer(ignored_),
                            [connection = shared_from_this()](error_code failed, std::size_t bytes) {
                                connection->ignored_bytes_ += bytes;
                                if (failed == boost::asio::error::operation_aborted && connection->socket_.is_open())
                                    return;
                                if (failed || connection->ignored_bytes_ > discarded_bytes_max)
                                    connection->client_went();
                                else
                                    connection->watch();
                            });
}

void Connection::client_went() {
    gone_ = true;
    stop_stream();
}

// A piece that is under way then is short, or its client has stopped reading.
void Connection::stop_stream() {
    if (!piece_.expired()) enter(Phase::answering, at_once);
    stop_stream_.emit(boost::asio::cancellation_type::terminal);
}

void Connection::enter(Phase phase, std::chrono::seconds limit) {
    phase_ = phase;
    deadline_ = limit == std::chrono::seconds::max() ? no_limit
                                                     : serving_->second + static_cast<std::uint64_t>(limit.count()) + 1;
}

void Connection::sweep() {
    if (serving_->second >= deadline_) close();
}

void Connection::drain() {
    if (phase_ == Phase::idle || phase_ == Phase::lingering) close();
    stop_stream();
}

void Connection::close() {
    error_code ignored;
    if (piece_.expired())
        socket_.close(ignored);
    else
        socket_.shutdown(Socket::shutdown_both, ignored);
}

}  // namespace boxoffice::http
