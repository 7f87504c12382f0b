#pragma once

#include "platform/async/timeouts.hpp"
#include "platform/postgres/handles.hpp"
#include "platform/postgres/result.hpp"

#include <deque>
#include <unordered_map>

struct pg_result;

namespace boxoffice::postgres {

/// A connection at work: one round of statements at a time, in libpq's pipeline mode. Inside platform/postgres only.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Loop& loop, Timeouts& timeouts, Handle connection);
    /// For those who hold it from outside.
    ~Session();

    /// Sends the statements together and waits for all their results. Outside of a transaction they are one: all stand
    /// or none. Throws the first fault; after a deadline, or when the connection is lost, Unavailable, and the
    /// connection is closed.
    Task<std::vector<Result>> run(std::vector<Statement> statements, Deadline deadline);

    /// Runs several statements of one text, without parameters, as one transaction.
    Task<> run_script(std::string sql, Deadline deadline);

    /// Whether nothing is under way or left open, and the server has not closed it as far as is known here.
    bool is_idle();
    void close();

private:
    using Resumed = Resume<std::vector<Result>>;

    /// What was sent, in its order.
    struct Command {
        std::string prepares;  ///< the key of the statement that it prepares; empty: it executes one
    };
    struct Round {
        std::deque<Command> commands;
        std::vector<Result> results;
        std::exception_ptr fault;
        Resumed resume;
        Timeouts::Handle timeout;
        bool timed_out = false;
        bool is_script = false;
    };

    void begin(Deadline deadline, Resumed resume);
    void send(const std::vector<Statement>& statements);
    void send(const Statement& statement);
    std::string prepare(const Statement& statement);
    void flush();
    void wait_for_answer();
    void read();
    void drain_encrypted();
    void take_results();
    void take(const std::shared_ptr<const pg_result>& result);
    void refuse(const pg_result* result);
    void lose(const std::string& why);
    void finish();

    Loop& loop_;
    Timeouts& timeouts_;
    Handle connection_;
    SocketWatch socket_;
    std::unordered_map<std::string, std::string> prepared_;  ///< names by text and types
    std::size_t names_ = 0;
    std::unique_ptr<Round> round_;
    bool reading_ = false;
    bool writing_ = false;
    bool doomed_ = false;  ///< to be closed when the round is over
};

}  // namespace boxoffice::postgres
