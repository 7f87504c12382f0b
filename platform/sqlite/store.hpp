#pragma once

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
        co_return co_await suspended<R>([this, work = std::move(work)](Resume<R> resume) mutable {
            enqueue_write(make_job<R>(std::move(work), std::move(resume)));
        });
    }

    /// Runs `work(Connection&)` on a reader, in one snapshot, which holds every write answered before this call.
    template <class Work, class R = std::invoke_result_t<Work&, Connection&>>
    Task<R> read(Work work) {
        co_return co_await suspended<R>([this, work = std::move(work)](Resume<R> resume) mutable {
            enqueue_read(make_job<R>(std::move(work), std::move(resume)));
        });
    }

    const std::string& path() const;

private:
    /// A call under way: run on the store's thread, perhaps twice, then answered on the loop.
    struct Job {
        virtual ~Job() = default;
        virtual void run(Connection& connection) = 0;
        virtual void fail(std::exception_ptr fault) = 0;
        virtual void answer() = 0;
    };

    template <class R, class Work>
    struct TypedJob final : Job {
        TypedJob(Work given_work, Resume<R> given_resume)
            : work(std::move(given_work)), resume(std::move(given_resume)) {}
        void run(Connection& connection) override {
            if constexpr (std::is_void_v<R>) {
                work(connection);
                outcome.emplace();
            } else {
                outcome.emplace(std::in_place, work(connection));
            }
        }
        void fail(std::exception_ptr fault) override { outcome.emplace(std::unexpected(std::move(fault))); }
        void answer() override { resume(std::move(*outcome)); }

        Work work;
        Resume<R> resume;
        std::optional<Outcome<R>> outcome;
    };

    template <class R, class Work>
    static std::unique_ptr<Job> make_job(Work work, Resume<R> resume) {
        return std::make_unique<TypedJob<R, Work>>(std::move(work), std::move(resume));
    }

    void enqueue_write(std::unique_ptr<Job> job);
    void enqueue_read(std::unique_ptr<Job> job);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice::sqlite
