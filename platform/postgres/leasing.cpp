#include "platform/postgres/leasing.hpp"

#include "platform/problem/unavailable.hpp"

namespace boxoffice::postgres {

namespace {

std::exception_ptr unavailable(const std::string& why) {
    return std::make_exception_ptr(Unavailable("PostgreSQL: " + why));
}

std::chrono::milliseconds until(std::chrono::steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return std::max(left, std::chrono::milliseconds(0));
}

}  // namespace

std::chrono::milliseconds ReconnectGaps::next() {
    std::uniform_int_distribution<std::int64_t> part(gap_.count() / 2, gap_.count());
    gap_ = std::min(gap_ * 2, longest);
    return std::chrono::milliseconds(part(random_));
}

Pool::State::State(Loop& given_loop, Address given_address, Options given_options)
    : loop(given_loop), timeouts(given_loop), address(std::move(given_address)), options(std::move(given_options)) {}

Task<std::shared_ptr<Session>> Pool::State::take(Deadline deadline) {
    if (auto session = take_idle()) co_return session;
    if (is_away()) std::rethrow_exception(unavailable(why_away_));
    if (waiting_.size() >= options.waiting_max) throw Unavailable("PostgreSQL: too many callers wait already");
    co_return co_await suspended<std::shared_ptr<Session>>(
        [this, deadline](Resume<std::shared_ptr<Session>> resume) { wait(deadline, std::move(resume)); });
}

std::shared_ptr<Session> Pool::State::take_idle() {
    while (!idle_.empty()) {
        auto session = std::move(idle_.back());
        idle_.pop_back();
        if (session->is_idle()) return session;
        --connections_;
    }
    return nullptr;
}

void Pool::State::wait(Deadline deadline, Resume<std::shared_ptr<Session>> resume) {
    const auto place = waiting_.insert(waiting_.end(), {std::move(resume), {}});
    place->timeout = timeouts.after(until(deadline), [this, place] {
        auto given_up = std::move(place->resume);
        waiting_.erase(place);
        given_up(std::unexpected(unavailable("no connection became free in time")));
    });
    connect_if_wanted();
}

void Pool::State::give_back(std::shared_ptr<Session> session) {
    if (!session->is_idle()) return discard(session);
    if (waiting_.empty()) return idle_.push_back(std::move(session));
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    timeouts.cancel(next.timeout);
    next.resume(std::move(session));
}

void Pool::State::discard(const std::shared_ptr<Session>& session) {
    session->close();
    --connections_;
    if (is_away() && connecting_.empty()) return refuse_all();
    connect_if_wanted();
}

// After a failure one probes for all.
void Pool::State::connect_if_wanted() {
    if (std::chrono::steady_clock::now() < not_before_) return;
    const auto at_once = gaps_.is_trying() ? 1 : options.connections_max;
    while (connecting_.size() < std::min(waiting_.size(), at_once) &&
           connections_ + connecting_.size() < options.connections_max)
        connect();
}

void Pool::State::connect() {
    const auto attempt = std::make_shared<Connecting>(loop, timeouts, address);
    connecting_.insert(attempt);
    attempt->start(options.connect_timeout,
                   [pool = weak_from_this(), attempt](std::expected<Handle, std::string> outcome) {
                       const auto self = pool.lock();
                       if (!self) return;
                       self->connecting_.erase(attempt);
                       if (outcome)
                           self->connected(std::move(*outcome));
                       else
                           self->not_connected(outcome.error());
                   });
}

void Pool::State::connected(Handle connection) {
    ++connections_;
    gaps_.reset();
    not_before_ = {};
    connect_if_wanted();
    give_back(std::make_shared<Session>(loop, timeouts, std::move(connection)));
}

void Pool::State::not_connected(const std::string& why) {
    why_away_ = why;
    not_before_ = std::chrono::steady_clock::now() + gaps_.next();
    if (connections_ == 0 && connecting_.empty()) refuse_all();
}

void Pool::State::refuse_all() {
    for (auto& refused : std::exchange(waiting_, {})) {
        timeouts.cancel(refused.timeout);
        refused.resume(std::unexpected(unavailable(why_away_)));
    }
}

void Pool::State::close() {
    for (const auto& attempt : std::exchange(connecting_, {})) attempt->cancel();
    for (const auto& session : std::exchange(idle_, {})) session->close();
}

}  // namespace boxoffice::postgres
