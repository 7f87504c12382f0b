#include "platform/http/connection_pool.hpp"

#include <boost/asio/post.hpp>

namespace boxoffice::http {

namespace {

using Reason = NoAnswer::Reason;

/// A place among the open connections, unless it is kept.
class Place {
public:
    explicit Place(std::function<void()> give_back) : give_back_(std::move(give_back)) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
        if (give_back_) give_back_();
    }
    void keep() { give_back_ = nullptr; }

private:
    std::function<void()> give_back_;
};

}  // namespace

std::shared_ptr<ClientConnection> ConnectionPool::Lease::release() {
    auto connection = std::move(connection_);
    std::exchange(pool_, nullptr)->give_place();
    return connection;
}

Task<ConnectionPool::Lease> ConnectionPool::acquire(SteadyTime deadline, bool fresh) {
    const auto self = shared_from_this();
    if (parts_->closed) throw NoAnswer(Reason::stopping, "the client was closed");
    const auto now = std::chrono::steady_clock::now();
    drop_idle(fresh ? now : now - parts_->limits.idle_timeout);
    auto connection = take_idle();
    if (!connection && open_ < parts_->limits.connections_max)
        ++open_;
    else if (!connection)
        connection = co_await wait(deadline);
    if (connection && !fresh) co_return Lease(self, std::move(connection), false);
    if (connection) connection->close();

    Place place([this] { give_place(); });
    connection = std::make_shared<ClientConnection>(parts_->loop, parts_->timeouts, parts_->limits);
    co_await ClientConnection::connect(connection, origin_, deadline);
    place.keep();
    co_return Lease(self, std::move(connection), true);
}

std::shared_ptr<ClientConnection> ConnectionPool::take_idle() {
    while (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        if (!connection->is_stale()) return connection;
        --open_;
    }
    return nullptr;
}

// Null: the place that became free is the caller's, who makes a connection.
Task<std::shared_ptr<ClientConnection>> ConnectionPool::wait(SteadyTime deadline) {
    if (waiting_.size() >= parts_->limits.waiting_max)
        throw NoAnswer(Reason::overloaded, "too many wait for a connection to " + origin_.text());
    const auto limit = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto waiter = std::make_shared<Waiter>();
    const auto called = co_await suspended<bool>([this, waiter, limit](Resume<bool> resume) {
        waiter->resume = std::move(resume);
        const auto place = waiting_.insert(waiting_.end(), waiter);
        waiter->timeout = parts_->timeouts.after(limit, [self = shared_from_this(), waiter, place] {
            self->waiting_.erase(place);
            waiter->resume(false);
        });
    });
    if (!called) throw NoAnswer(Reason::timed_out, "no connection to " + origin_.text() + " became free in time");
    if (parts_->closed && !waiter->given) {
        --open_;
        throw NoAnswer(Reason::stopping, "the client was closed");
    }
    co_return std::move(waiter->given);
}

void ConnectionPool::give_back(std::shared_ptr<ClientConnection> connection) {
    if (!connection->is_reusable() || parts_->closed) {
        connection->close();
        return give_place();
    }
    if (waiting_.empty()) {
        connection->idle_since = std::chrono::steady_clock::now();
        return idle_.push_back(std::move(connection));
    }
    waiting_.front()->given = std::move(connection);
    call_next();
}

void ConnectionPool::give_place() {
    if (waiting_.empty())
        --open_;
    else
        call_next();
}

// On the loop's next turn: whoever gives back is perhaps in a destructor.
void ConnectionPool::call_next() {
    const auto waiter = std::move(waiting_.front());
    waiting_.pop_front();
    parts_->timeouts.cancel(waiter->timeout);
    boost::asio::post(parts_->loop, [waiter] { waiter->resume(true); });
}

void ConnectionPool::drop_idle(SteadyTime unused_since) {
    const auto kept = std::ranges::find_if(idle_, [&](const auto& one) { return one->idle_since > unused_since; });
    open_ -= static_cast<std::size_t>(kept - idle_.begin());
    idle_.erase(idle_.begin(), kept);
}

void ConnectionPool::close() {
    open_ -= idle_.size();
    idle_.clear();
    while (!waiting_.empty()) {
        ++open_;
        call_next();
    }
}

}  // namespace boxoffice::http
