#include "platform/http/connecting.hpp"

#include <boost/asio/connect.hpp>

namespace boxoffice::http {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using Resolver = boost::asio::ip::basic_resolver<tcp, Executor>;

/// One attempt. A resolver cannot be interrupted, so the attempt may end before it: what comes later is ignored.
class Connecting : public std::enable_shared_from_this<Connecting> {
public:
    Connecting(Loop& loop, Timeouts& timeouts, std::shared_ptr<void> owner, ClientSocket& socket)
        : timeouts_(timeouts), owner_(std::move(owner)), socket_(socket), resolver_(loop) {}

    void start(const Origin& origin, std::chrono::milliseconds limit, Resume<error_code> resume) {
        resume_ = std::move(resume);
        timeout_ = timeouts_.after(limit, [self = shared_from_this()] { self->expire(); });
        error_code not_numeric;
        const auto address = boost::asio::ip::make_address(origin.host, not_numeric);
        if (not_numeric)
            resolver_.async_resolve(
                origin.host, std::to_string(origin.port),
                [self = shared_from_this()](error_code failed, const Resolver::results_type& found) {
                    self->resolved(failed, found);
                });
        else
            socket_.async_connect({address, origin.port},
                                  [self = shared_from_this()](error_code failed) { self->finish(failed); });
    }

private:
    void resolved(error_code failed, const Resolver::results_type& found) {
        if (failed) return finish(failed);
        if (!resume_) return;
        boost::asio::async_connect(
            socket_, found,
            // A socket that was closed at the time-out must not be opened again for the next address.
            [self = shared_from_this()](error_code, const tcp::endpoint&) { return static_cast<bool>(self->resume_); },
            [self = shared_from_this()](error_code error, const tcp::endpoint&) { self->finish(error); });
    }

    void expire() {
        expired_ = true;
        error_code ignored;
        socket_.close(ignored);
        finish(boost::asio::error::timed_out);
    }

    void finish(error_code result) {
        if (!resume_) return;
        if (!expired_) timeouts_.cancel(timeout_);
        auto resume = std::exchange(resume_, nullptr);
        resume(result);
    }

    Timeouts& timeouts_;
    std::shared_ptr<void> owner_;
    ClientSocket& socket_;
    Resolver resolver_;
    Timeouts::Handle timeout_;
    Resume<error_code> resume_;
    bool expired_ = false;
};

}  // namespace

Task<error_code> connect_socket(Loop& loop, Timeouts& timeouts, std::shared_ptr<void> owner, ClientSocket& socket,
                                Origin origin, std::chrono::milliseconds limit) {
    const auto attempt = std::make_shared<Connecting>(loop, timeouts, std::move(owner), socket);
    co_return co_await suspended<error_code>(
        [attempt, origin, limit](Resume<error_code> resume) { attempt->start(origin, limit, std::move(resume)); });
}

}  // namespace boxoffice::http
