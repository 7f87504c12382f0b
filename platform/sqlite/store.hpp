#pragma once

#include "platform/async/job.hpp"
#include "platform/async/task.hpp"
#include "platform/sqlite/connection.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>

namespace boxoffice::sqlite {

/// One step of a file's schema. Steps run in order, each once, in one transaction with the file's `user_version`.
struct Migration {
    int version;  ///< 1, 2, 3 …
    const char* sql;
};

/// A SQLite file as a store: one writer with group commit, and readers apart.
///
/// Writes that arrive while a transaction is under way are run together in the next, in the order of their calls, and
/// are answered when that one is durable (`synchronous=FULL`). If one of them throws, the transaction is rolled back
/// and each is run again in a transaction of its own, so that only the faulty one fails: a write must therefore have no
/// effect but on the connection, and be able to run twice. A COMMIT that fails (disk full, I/O error) fails every write
/// of its transaction with Error: such a write is not there now, but a crash right after may bring it back, so the
/// caller must take it for unknown. The store works again once the disk does.
/// Called on the loop's thread; results come back there, and a call under way keeps the loop running.
class Store {
public:
    /// Opens the file and brings its schema up to date. Throws std::runtime_error when the file is newer than the last
    /// migration, or cannot be opened.
    Store(Loop& loop, const std::string& path, std::span<const Migration> migrations);
    /// Finishes what was given, posts the results to the loop, and closes the file.
    ~Store();

    /// Runs `work(Connection&)` inside a durable transaction. What `work` throws is rethrown here, and nothing of it is
    /// kept.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&>>
    Task<R> write(Work work) {
        return suspended<R>([this, work = std::move(work)](Resume<R> resume) mutable {
            enqueue_write(make_job<Connection, R>(std::move(work), std::move(resume)));
        });
    }

    /// The same for what nobody waits for: it takes part in the next transaction of a `write`, or in one of its own
    /// after 10 ms. Later writes never overtake it.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&>>
    Task<R> write_unhurried(Work work) {
        return suspended<R>([this, work = std::move(work)](Resume<R> resume) mutable {
            enqueue_unhurried_write(make_job<Connection, R>(std::move(work), std::move(resume)));
        });
    }

    /// Runs `work(Connection&)` on a reader, in one snapshot, which holds every write answered before this call.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&>>
    Task<R> read(Work work) {
        return suspended<R>([this, work = std::move(work)](Resume<R> resume) mutable {
            enqueue_read(make_job<Connection, R>(std::move(work), std::move(resume)));
        });
    }

    const std::string& path() const;

private:
    using Job = boxoffice::Job<Connection>;

    void enqueue_write(std::unique_ptr<Job> job);
    void enqueue_unhurried_write(std::unique_ptr<Job> job);
    void enqueue_read(std::unique_ptr<Job> job);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice::sqlite
