#pragma once

#include "platform/async/job.hpp"
#include "platform/async/task.hpp"
#include "platform/config/secret.hpp"
#include "platform/mongo/database.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <type_traits>

namespace boxoffice::mongo {

struct ClientOptions {
    std::size_t threads = 4;         ///< as many connections at most
    std::size_t waiting_max = 4096;  ///< calls on their way to a thread; more are refused as Unavailable
    std::chrono::milliseconds find_engine_within{2000};  ///< how long a call looks for an engine that takes writes
    std::chrono::milliseconds connect_within{2000};
    std::chrono::milliseconds answer_within{2400};  ///< each answer of the engine; a read is tried twice
    std::chrono::milliseconds wait_at_most{2000};   ///< a call that waited longer for a thread fails untried
};

/// A MongoDB database, spoken to by libmongoc on threads of its own. Writes are answered once a majority has them in
/// its journal, reads see only such writes, and the driver repeats writes once where the engine can tell a repeat.
/// Made without an engine: it is looked for by each call, and found again by itself when it comes back.
/// Called on the loop's thread; results come back there, and a call under way keeps the loop running.
class Client {
public:
    /// `address` is a MongoDB connection string whose path names the database (none: "boxoffice"). Throws
    /// std::invalid_argument when it is malformed; the message does not show it.
    Client(Loop& loop, const Secret& address, ClientOptions options = {});
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    /// Finishes what was given, posts the results to the loop, and closes the connections.
    ~Client();

    /// Runs `work(Database&)` on a thread and returns its result; what it throws is rethrown here (Unavailable, Error,
    /// DuplicateKey). `work` carries all it needs by value, and gives back nothing that belongs to the Database.
    template <class Work, class R = std::invoke_result_t<Work&, Database&>>
    Task<R> run(Work work) {
        return suspended<R>([this, work = std::move(work)](Resume<R> resume) mutable {
            enqueue(make_job<Database, R>(std::move(work), std::move(resume)));
        });
    }

    /// The same for work that nobody waits for: `done` hears on the loop how it ended.
    template <class Work, class R = std::invoke_result_t<Work&, Database&>>
    void start(Work work, Resume<R> done) {
        enqueue(make_job<Database, R>(std::move(work), std::move(done)));
    }

    /// Asks the engine for a sign of life, past all waiting calls. Throws Unavailable within two seconds.
    Task<> ping();

    const std::string& database_name() const;

private:
    using Job = boxoffice::Job<Database>;

    void enqueue(std::unique_ptr<Job> job);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice::mongo
