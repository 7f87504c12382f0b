#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::load {

/// Where requests go.
struct Address {
    sockaddr_in socket{};
    std::string host;  ///< for the Host header

    /// Reads "http://127.0.0.1:4000"; throws std::invalid_argument for anything but an IPv4 address with a port.
    static Address parse(std::string_view url);
};

/// One HTTP/1.1 connection to a server, not blocking, with at most one request under way.
class Connection {
public:
    Connection() = default;
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&&) = delete;
    ~Connection();

    /// Begins to connect anew; returns the socket. Throws std::system_error where no socket can be had.
    /// `receive_bytes`: the size of the socket's receive buffer; 0 leaves the system's.
    int open(const Address& address, int receive_bytes = 0);
    void close();
    bool is_open() const { return socket_ >= 0; }
    int socket() const { return socket_; }

    /// Sends as much as goes; the rest follows by `on_ready`. The text must stay until the answer is there. False when
    /// the connection has ended.
    bool send(std::string_view request);

    enum class Progress { under_way, answered, broken };
    /// Goes on after the poller reported events.
    Progress on_ready(std::uint32_t events);

    /// Of the last answer.
    int status() const { return status_; }
    std::string_view head() const { return std::string_view(in_).substr(0, head_bytes_); }
    bool may_go_on() const { return keep_alive_; }

    /// What was read and not taken yet, for answers that do not end.
    std::string& input() { return in_; }
    /// Reads what is there, without looking for the end of an answer; false when the connection has ended.
    bool read();

private:
    bool write();
    bool has_whole_answer();
    bool parse_head();

    int socket_ = -1;
    std::string_view unsent_;
    std::string in_;
    std::size_t head_bytes_ = 0;
    std::size_t body_bytes_ = 0;
    int status_ = 0;
    bool chunked_ = false;
    bool keep_alive_ = true;
};

/// A header's value in the head of an answer, by its name in lower case; empty when absent.
std::string_view header_in(std::string_view head, std::string_view name);

}  // namespace boxoffice::load
