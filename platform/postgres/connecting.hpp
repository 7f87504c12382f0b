#pragma once

#include "platform/async/timeouts.hpp"
#include "platform/postgres/address.hpp"
#include "platform/postgres/handles.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <expected>

namespace boxoffice::postgres {

/// One attempt to connect: finds the addresses, then lets libpq try them, without ever blocking the loop. Inside
/// platform/postgres only.
class Connecting : public std::enable_shared_from_this<Connecting> {
public:
    /// The connection, nonblocking and in pipeline mode; or why there is none.
    using Done = std::move_only_function<void(std::expected<Handle, std::string>)>;

    Connecting(Loop& loop, Timeouts& timeouts, Address address);

    /// Calls `done` once from the loop, within the limit, unless it is cancelled.
    void start(std::chrono::milliseconds limit, Done done);
    void cancel();

private:
    using Resolver = boost::asio::ip::basic_resolver<boost::asio::ip::tcp, Executor>;

    void resolve_next();
    void resolved(const Resolver::results_type& found);
    void open();
    void step();
    void wait(SocketWatch::Wait wait);
    void finish(std::expected<Handle, std::string> outcome);

    Timeouts& timeouts_;
    Address address_;
    std::vector<Address::Host> unresolved_;
    std::vector<Address::Host> hosts_;
    Resolver resolver_;
    Handle connection_;
    SocketWatch socket_;
    Done done_;
    Timeouts::Handle timeout_;
    bool expired_ = false;
};

}  // namespace boxoffice::postgres
