#include "platform/http/stream_writer.hpp"

#include "platform/async/thread_name.hpp"

#include <boost/asio/post.hpp>

#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace boxoffice::http {

namespace {

constexpr std::size_t written_by_the_loop_max = 8;

StreamWriter::Written write_now(int socket, std::string_view bytes) {
    const auto written = ::send(socket, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written >= 0) return {.bytes = static_cast<std::size_t>(written)};
    return {.failed = errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR};
}

}  // namespace

StreamWriter::~StreamWriter() {
    if (thread_) thread_->join();
}

void StreamWriter::write(int socket, std::string_view bytes, Done done) {
    if (gathered_.empty()) boost::asio::post(loop_, [this] { flush(); });
    gathered_.push_back({.socket = socket, .bytes = bytes, .done = std::move(done)});
}

void StreamWriter::flush() {
    auto pieces = std::exchange(gathered_, {});
    if (pieces.size() <= written_by_the_loop_max) {
        write_all(pieces);
        tell_all(pieces);
        return;
    }
    if (!thread_) thread_.emplace(1);
    boost::asio::post(*thread_, [&loop = loop_, pieces = std::move(pieces)]() mutable {
        name_this_thread("streams");
        write_all(pieces);
        boost::asio::post(loop, [pieces = std::move(pieces)]() mutable { tell_all(pieces); });
    });
}

void StreamWriter::write_all(Pieces& pieces) {
    for (auto& piece : pieces) piece.written = write_now(piece.socket, piece.bytes);
}

void StreamWriter::tell_all(Pieces& pieces) {
    for (auto& piece : pieces) piece.done(piece.written);
}

}  // namespace boxoffice::http
