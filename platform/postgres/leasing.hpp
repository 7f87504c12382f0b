#pragma once

#include "platform/postgres/connecting.hpp"
#include "platform/postgres/pool.hpp"
#include "platform/postgres/session.hpp"

#include <list>
#include <random>
#include <set>

namespace boxoffice::postgres {

/// Waiting times between attempts to connect: from 50 ms, doubling to 2 s, each between half and all of it by chance,
/// so that many who lost the same server do not come back at once.
class ReconnectGaps {
public:
    std::chrono::milliseconds next();
    void reset() { gap_ = shortest; }
    bool is_trying() const { return gap_ != shortest; }

private:
    static constexpr std::chrono::milliseconds shortest{50};
    static constexpr std::chrono::milliseconds longest{2'000};
    std::chrono::milliseconds gap_ = shortest;
    std::minstd_rand random_{std::random_device{}()};
};

/// The connections of a Pool: those that are idle, those that are lent, those that are being made, and who waits for
/// one. Inside platform/postgres only.
struct Pool::State : std::enable_shared_from_this<State> {
    State(Loop& given_loop, Address given_address, Options given_options);

    /// A connection that nobody else has, until it is given back or discarded.
    Task<std::shared_ptr<Session>> take(Deadline deadline);
    void give_back(std::shared_ptr<Session> session);
    void discard(const std::shared_ptr<Session>& session);
    void close();

    Loop& loop;
    Timeouts timeouts;
    Address address;
    Options options;

private:
    struct Waiting {
        Resume<std::shared_ptr<Session>> resume;
        Timeouts::Handle timeout;
    };

    std::shared_ptr<Session> take_idle();
    void wait(Deadline deadline, Resume<std::shared_ptr<Session>> resume);
    bool is_away() const { return connections_ == 0 && std::chrono::steady_clock::now() < not_before_; }
    void connect_if_wanted();
    void connect();
    void connected(Handle connection);
    void not_connected(const std::string& why);
    void refuse_all();

    std::vector<std::shared_ptr<Session>> idle_;
    std::list<Waiting> waiting_;
    std::set<std::shared_ptr<Connecting>> connecting_;
    std::size_t connections_ = 0;  ///< all but those that are being made
    ReconnectGaps gaps_;
    Deadline not_before_{};  ///< of the next attempt to connect
    std::string why_away_;
};

/// A session that is lent: discarded with what it may have open, unless it is given back.
class Transaction::Lease {
public:
    Lease(std::shared_ptr<Pool::State> pool, std::shared_ptr<Session> session,
          std::chrono::steady_clock::time_point deadline)
        : pool_(std::move(pool)), session_(std::move(session)), deadline_(deadline) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
        if (session_) pool_->discard(session_);
    }

    Task<std::vector<Result>> run(std::vector<Statement> statements) {
        return session_->run(std::move(statements), deadline_);
    }
    Task<> run_script(std::string sql) { return session_->run_script(std::move(sql), deadline_); }
    void give_back() { pool_->give_back(std::exchange(session_, nullptr)); }

private:
    std::shared_ptr<Pool::State> pool_;
    std::shared_ptr<Session> session_;
    std::chrono::steady_clock::time_point deadline_;
};

}  // namespace boxoffice::postgres
