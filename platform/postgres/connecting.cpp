#include "platform/postgres/connecting.hpp"

#include <libpq-fe.h>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace boxoffice::postgres {

namespace {

void ignore(void* /*unused*/, const PGresult* /*notice*/) {}

Handle start_connecting(const std::map<std::string, std::string>& keywords) {
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : keywords) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    return Handle(PQconnectStartParams(names.data(), values.data(), 0));
}

}  // namespace

Connecting::Connecting(Loop& loop, Timeouts& timeouts, Address address)
    : timeouts_(timeouts), address_(std::move(address)), unresolved_(address_.hosts()), resolver_(loop), socket_(loop) {
    std::ranges::reverse(unresolved_);
}

void Connecting::start(std::chrono::milliseconds limit, Done done) {
    done_ = std::move(done);
    timeout_ = timeouts_.after(limit, [self = shared_from_this()] {
        self->expired_ = true;
        self->finish(std::unexpected("no answer in time"));
    });
    boost::asio::post(resolver_.get_executor(), [self = shared_from_this()] { self->resolve_next(); });
}

void Connecting::cancel() {
    if (!std::exchange(done_, nullptr)) return;
    timeouts_.cancel(timeout_);
    socket_.release();
    connection_.reset();
    resolver_.cancel();
}

// libpq would ask for addresses itself, and block the loop meanwhile; a numeric address it takes as it is.
void Connecting::resolve_next() {
    if (!done_) return;
    while (!unresolved_.empty() && !unresolved_.back().needs_resolving()) {
        hosts_.push_back(unresolved_.back());
        unresolved_.pop_back();
    }
    if (unresolved_.empty()) return open();
    const auto& host = unresolved_.back();
    resolver_.async_resolve(
        host.name, host.port.empty() ? "5432" : host.port, boost::asio::ip::resolver_base::numeric_service,
        [self = shared_from_this()](boost::system::error_code failed, const Resolver::results_type& found) {
            if (!self->done_) return;
            if (failed && self->unresolved_.size() == 1 && self->hosts_.empty())
                return self->finish(std::unexpected(self->unresolved_.back().name + ": " + failed.message()));
            self->resolved(found);
        });
}

void Connecting::resolved(const Resolver::results_type& found) {
    const auto host = unresolved_.back();
    unresolved_.pop_back();
    for (const auto& entry : found) hosts_.push_back({host.name, entry.endpoint().address().to_string(), host.port});
    resolve_next();
}

void Connecting::open() {
    auto keywords = address_.keywords;
    for (const auto& [name, value] : keywords_of(hosts_)) keywords[name] = value;
    connection_ = start_connecting(keywords);
    if (!connection_) return finish(std::unexpected("out of memory"));
    if (PQstatus(connection_.get()) == CONNECTION_BAD) return finish(std::unexpected(message_of(connection_.get())));
    PQsetNoticeReceiver(connection_.get(), ignore, nullptr);
    wait(SocketWatch::Wait::wait_write);
}

// libpq may close its socket and go on with another one in any step.
void Connecting::step() {
    socket_.release();
    switch (PQconnectPoll(connection_.get())) {
        case PGRES_POLLING_READING: return wait(SocketWatch::Wait::wait_read);
        case PGRES_POLLING_WRITING: return wait(SocketWatch::Wait::wait_write);
        case PGRES_POLLING_OK: break;
        default: return finish(std::unexpected(message_of(connection_.get())));
    }
    if (PQsetnonblocking(connection_.get(), 1) != 0 || PQenterPipelineMode(connection_.get()) != 1)
        return finish(std::unexpected(message_of(connection_.get())));
    finish(std::move(connection_));
}

void Connecting::wait(SocketWatch::Wait wait) {
    socket_.watch(PQsocket(connection_.get()));
    socket_.wait(wait, [self = shared_from_this()](boost::system::error_code aborted) {
        if (!aborted && self->done_) self->step();
    });
}

void Connecting::finish(std::expected<Handle, std::string> outcome) {
    if (!done_) return;
    auto done = std::exchange(done_, nullptr);
    if (!expired_) timeouts_.cancel(timeout_);
    socket_.release();
    connection_.reset();
    done(std::move(outcome));
}

}  // namespace boxoffice::postgres
