#include "bench/driver/connection.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace boxoffice::load {

namespace {

constexpr std::string_view scheme = "http://";
constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::string_view last_chunk = "0\r\n\r\n";

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; }

bool is_same(std::string_view text, std::string_view lower_case) {
    return std::ranges::equal(text, lower_case, {}, lower);
}

template <class Number>
Number number_in(std::string_view text) {
    Number number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

Address Address::parse(std::string_view url) {
    const auto rest = url.starts_with(scheme) ? url.substr(scheme.size()) : url;
    const auto host = rest.substr(0, rest.find('/'));
    const auto colon = host.find(':');
    Address address;
    address.host = host;
    address.socket.sin_family = AF_INET;
    address.socket.sin_port =
        htons(colon == std::string_view::npos ? 0 : number_in<std::uint16_t>(host.substr(colon + 1)));
    const std::string ip(host.substr(0, colon));
    if (address.socket.sin_port == 0 || ::inet_pton(AF_INET, ip.c_str(), &address.socket.sin_addr) != 1)
        throw std::invalid_argument("not an address like http://127.0.0.1:4000: " + std::string(url));
    return address;
}

Connection::Connection(Connection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), in_(std::move(other.in_)) {}

Connection::~Connection() { close(); }

int Connection::open(const Address& address, int receive_bytes) {
    close();
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) throw std::system_error(errno, std::generic_category(), "no socket");
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (receive_bytes > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    // Refusals show at the first write or read.
    static_cast<void>(
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address.socket), sizeof address.socket));  // NOLINT
    return socket_;
}

void Connection::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    unsent_ = {};
    in_.clear();
    head_bytes_ = 0;
}

bool Connection::send(std::string_view request) {
    unsent_ = request;
    in_.clear();
    head_bytes_ = 0;
    return write();
}

bool Connection::write() {
    while (!unsent_.empty()) {
        const auto sent = ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (sent < 0) return errno == EAGAIN || errno == ENOTCONN || errno == EINPROGRESS;
        unsent_.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Connection::read() {
    std::array<char, 16 * 1024> bytes;  // NOLINT: written before it is read
    for (;;) {
        const auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (got < 0) return errno == EAGAIN || errno == ENOTCONN;
        if (got == 0) return false;
        in_.append(bytes.data(), static_cast<std::size_t>(got));
        if (static_cast<std::size_t>(got) < bytes.size()) return true;
    }
}

Connection::Progress Connection::on_ready(std::uint32_t events) {
    if (!is_open()) return Progress::broken;
    if (!write()) return Progress::broken;
    if ((events & EPOLLIN) != 0) {
        const bool goes_on = read();
        if (has_whole_answer()) return Progress::answered;
        if (!goes_on) return Progress::broken;
    }
    return (events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0 ? Progress::broken : Progress::under_way;
}

bool Connection::has_whole_answer() {
    if (head_bytes_ == 0 && !parse_head()) return false;
    if (chunked_) return std::string_view(in_).ends_with(last_chunk);
    return in_.size() >= head_bytes_ + body_bytes_;
}

bool Connection::parse_head() {
    const auto end = in_.find(head_end);
    if (end == std::string::npos || end < 12) return false;
    head_bytes_ = end + head_end.size();
    status_ = number_in<int>(std::string_view(in_).substr(9, 3));
    body_bytes_ = number_in<std::size_t>(header_in(head(), "content-length"));
    chunked_ = is_same(header_in(head(), "transfer-encoding"), "chunked");
    keep_alive_ = !is_same(header_in(head(), "connection"), "close");
    return true;
}

std::string_view header_in(std::string_view head, std::string_view name) {
    for (auto begin = head.find("\r\n"); begin != std::string_view::npos; begin = head.find("\r\n", begin)) {
        begin += 2;
        const auto line = head.substr(begin, head.find("\r\n", begin) - begin);
        if (line.size() <= name.size() || line[name.size()] != ':' || !is_same(line.substr(0, name.size()), name))
            continue;
        const auto value = line.substr(name.size() + 1);
        return value.substr(std::min(value.size(), value.find_first_not_of(' ')));
    }
    return {};
}

}  // namespace boxoffice::load
