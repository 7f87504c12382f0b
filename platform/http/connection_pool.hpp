#pragma once

#include "platform/http/client_connection.hpp"

#include <list>
#include <memory>
#include <vector>

namespace boxoffice::http {

/// What the connections of a client have in common. Inside platform/http only.
struct ClientParts {
    Loop& loop;
    Timeouts& timeouts;
    ClientLimits limits;
    std::size_t streams = 0;
    bool closed = false;
};

/// The connections to one origin. Inside platform/http only; owned by shared_ptr.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
public:
    ConnectionPool(std::shared_ptr<ClientParts> parts, Origin origin)
        : parts_(std::move(parts)), origin_(std::move(origin)) {}

    /// A connection while it is used. It goes back to the pool if it may be used again, else it is closed.
    class Lease {
    public:
        Lease(std::shared_ptr<ConnectionPool> pool, std::shared_ptr<ClientConnection> connection, bool fresh)
            : is_fresh(fresh), pool_(std::move(pool)), connection_(std::move(connection)) {}
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (pool_) pool_->give_back(std::move(connection_));
        }
        ClientConnection* operator->() const { return connection_.get(); }
        /// Takes the connection out of the pool.
        std::shared_ptr<ClientConnection> release();

        const bool is_fresh;  ///< was made for this lease

    private:
        std::shared_ptr<ConnectionPool> pool_;
        std::shared_ptr<ClientConnection> connection_;
    };

    /// A connection that is idle, or a new one, or, where there are enough, the next that is given back. Where it has
    /// to be `fresh`, the idle ones are closed and a new one is made. Throws NoAnswer.
    Task<Lease> acquire(SteadyTime deadline, bool fresh);

    void close();
    std::size_t open() const { return open_; }

private:
    /// Somebody who waits: for a connection, or for the right to make one.
    struct Waiter {
        Resume<bool> resume;
        std::shared_ptr<ClientConnection> given = {};
        Timeouts::Handle timeout = {};
    };

    std::shared_ptr<ClientConnection> take_idle();
    Task<std::shared_ptr<ClientConnection>> wait(SteadyTime deadline);
    void give_back(std::shared_ptr<ClientConnection> connection);
    void give_place();
    void call_next();
    void drop_idle(SteadyTime unused_since);

    std::shared_ptr<ClientParts> parts_;
    Origin origin_;
    std::size_t open_ = 0;
    std::vector<std::shared_ptr<ClientConnection>> idle_;  ///< the one used last at the end
    std::list<std::shared_ptr<Waiter>> waiting_;
};

}  // namespace boxoffice::http
