#pragma once

#include "platform/async/task.hpp"
#include "platform/postgres/error.hpp"
#include "platform/postgres/result.hpp"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace boxoffice::postgres {

class Session;

/// Limits of a pool. A call is a query, a batch, or a whole transaction with its repetitions; its time runs from when
/// it is called, waiting for a connection included.
struct Options {
    std::string application = "boxoffice";  ///< what pg_stat_activity shows
    std::size_t connections_max = 8;
    std::size_t waiting_max = 1'000;  ///< callers who wait for a connection
    std::chrono::milliseconds call_timeout{5'000};
    std::chrono::milliseconds connect_timeout{2'000};
};

enum class Isolation { read_committed, repeatable_read, serializable };

struct TransactionOptions {
    Isolation isolation = Isolation::read_committed;
    /// How often the body may run: again when the transaction lost to another (serialization failure, deadlock).
    int attempts = 1;
    std::chrono::milliseconds timeout{0};  ///< instead of `call_timeout`; 0: that
};

/// A transaction under way, on a connection of its own.
class Transaction {
public:
    Transaction(Transaction&&) noexcept;
    /// A transaction that is neither committed nor rolled back ends with its connection.
    ~Transaction();

    /// Runs a statement, and all deferred before it, in one round trip. Throws Error or Unavailable, also for a
    /// deferred statement; after either the transaction can only end.
    template <class... Values>
    Task<Result> query(const char* sql, const Values&... values) {
        return send(Statement{sql, Parameters(values...)});
    }

    /// Leaves a statement to be sent with the next one or with the commit; its result is not wanted.
    template <class... Values>
    void defer(const char* sql, const Values&... values) {
        deferred_.push_back({sql, Parameters(values...)});
    }

    /// Runs several statements of one text, without parameters.
    Task<> run_script(std::string sql);

    /// Undoes everything; nothing may be run afterwards. What the body returns is then the call's result all the same.
    Task<> roll_back();

private:
    friend class Pool;
    class Lease;
    Transaction(std::unique_ptr<Lease> lease, const char* begin);
    Task<Result> send(Statement statement);
    Task<> commit();

    std::unique_ptr<Lease> lease_;
    std::vector<Statement> deferred_;
    bool begun_ = false;
    bool over_ = false;
};

/// Connections to one database, opened when they are needed, kept, and opened anew, with growing gaps by chance, when
/// they were lost. Asynchronous on the loop's thread; nothing of it blocks. While the server is away calls throw
/// Unavailable, at once or in `call_timeout` at most, and work again once it is back. After a fault in a write nothing
/// is known of it. No call may be under way when the pool dies.
class Pool {
public:
    /// Connects to nothing yet. Throws std::invalid_argument when the URL is not a PostgreSQL address.
    Pool(Loop& loop, const std::string& url, Options options);
    ~Pool();

    /// Returns when the server answers; throws Unavailable in at most two seconds when it does not.
    Task<> ping();

    /// Runs one statement, which is its own transaction.
    template <class... Values>
    Task<Result> query(const char* sql, const Values&... values) {
        return query_one(Statement{sql, Parameters(values...)});
    }

    /// Runs the statements in one round trip and one transaction (read committed); all their results. Each sees what
    /// those before it did, and what others had committed when it began.
    Task<std::vector<Result>> pipeline(std::vector<Statement> statements);

    /// Runs `body(Transaction&)`, which returns a Task, and commits. What the body throws is rethrown, and nothing of
    /// it is kept. BEGIN goes with the first statement, deferred ones with COMMIT. With several attempts the body may
    /// run more than once, so it may have no effect but on the transaction.
    template <class Body, class R = typename std::invoke_result_t<Body&, Transaction&>::value_type>
    Task<R> transaction(Body body, TransactionOptions options = {}) {
        const auto deadline = deadline_of(options);
        for (int attempt = 1;; ++attempt) {
            auto transaction = co_await begin(options.isolation, deadline);
            auto outcome = co_await run<R>(body, transaction);
            if (outcome) co_return std::move(outcome).value();
            co_await abandon(transaction);
            if (attempt >= options.attempts || !may_be_repeated(outcome.error()))
                std::rethrow_exception(outcome.error());
            co_await pause(attempt);
        }
    }

    /// "host:port/database", for people.
    std::string address() const;

private:
    friend class Transaction;
    using Deadline = std::chrono::steady_clock::time_point;

    template <class R, class Body>
    static Task<Outcome<R>> run(Body& body, Transaction& transaction) {
        try {
            if constexpr (std::is_void_v<R>) {
                co_await body(transaction);
                co_await transaction.commit();
                co_return Outcome<R>();
            } else {
                R result = co_await body(transaction);
                co_await transaction.commit();
                co_return Outcome<R>(std::move(result));
            }
        } catch (...) {
            co_return std::unexpected(std::current_exception());
        }
    }

    Task<Result> query_one(Statement statement);
    Task<std::vector<Result>> pipeline_until(std::vector<Statement> statements, Deadline deadline);
    Deadline deadline_of(const TransactionOptions& options) const;
    Task<Transaction> begin(Isolation isolation, Deadline deadline);
    /// Rolls back what can be; whatever goes wrong ends the connection instead.
    static Task<> abandon(Transaction& transaction);
    Task<> pause(int attempt);

    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::postgres
