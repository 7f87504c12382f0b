#pragma once

#include "platform/async/task.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <chrono>
#include <memory>

struct pg_conn;

namespace boxoffice::postgres {

using Deadline = std::chrono::steady_clock::time_point;

struct Finish {
    void operator()(pg_conn* connection) const;
};
/// A connection of libpq, closed when it goes.
using Handle = std::unique_ptr<pg_conn, Finish>;

/// Watches libpq's socket, which libpq owns and closes: release it before libpq may do so. Inside platform/postgres
/// only.
class SocketWatch {
public:
    using Wait = boost::asio::posix::descriptor_base::wait_type;

    explicit SocketWatch(Loop& loop) : descriptor_(loop) {}
    ~SocketWatch() { release(); }
    SocketWatch(const SocketWatch&) = delete;
    SocketWatch& operator=(const SocketWatch&) = delete;

    void watch(int socket) { descriptor_.assign(socket); }
    void release() {
        if (descriptor_.is_open()) descriptor_.release();
    }
    /// Ends what waits, with operation_aborted.
    void cancel() {
        boost::system::error_code ignored;
        descriptor_.cancel(ignored);
    }
    template <class Handler>
    void wait(Wait wait, Handler handler) {
        descriptor_.async_wait(wait, std::move(handler));
    }

private:
    boost::asio::posix::basic_stream_descriptor<Executor> descriptor_;
};

/// What libpq says went wrong, in one line.
std::string message_of(const pg_conn* connection);

}  // namespace boxoffice::postgres
