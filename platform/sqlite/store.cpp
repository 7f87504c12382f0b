#include "platform/sqlite/store.hpp"

#include "platform/async/thread_name.hpp"
#include "platform/guards/guards.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

namespace boxoffice::sqlite {

namespace {

// What waits goes over in pieces: while one is written and synced, the loop already works on what the one before it
// brought. Were it all one piece, the loop and the writers would take turns, each idle while the other works.
constexpr std::size_t hand_over_at = 32;
// For company, where nobody waits. Each transaction is a sync of the disk, and those are what all stores share.
constexpr std::chrono::milliseconds patience{10};
constexpr std::size_t write_batch_max = 128;
constexpr std::size_t read_batch_max = 32;
constexpr std::size_t reader_count = 2;
// What a reader wants again is in the operating system's cache as well; the writer's pages are those that are hot.
constexpr std::int64_t reader_cache_kib = 2 * 1024;
constexpr const char* begin_sql = "BEGIN IMMEDIATE";
constexpr const char* begin_reading_sql = "BEGIN";
constexpr const char* commit_sql = "COMMIT";

std::int64_t version_of(Connection& connection) {
    auto rows = connection.query("PRAGMA user_version");
    rows.next();
    return rows.integer(0);
}

void apply(Connection& connection, const Migration& migration) {
    connection.execute("BEGIN IMMEDIATE");
    try {
        connection.execute(migration.sql);
        connection.execute(("PRAGMA user_version = " + std::to_string(migration.version)).c_str());
        connection.execute("COMMIT");
    } catch (...) {
        if (connection.in_transaction()) connection.execute("ROLLBACK");
        throw;
    }
}

void migrate(Connection& connection, const std::string& path, std::span<const Migration> migrations) {
    const auto found = version_of(connection);
    const auto newest = migrations.empty() ? 0 : migrations.back().version;
    if (found > newest)
        throw std::runtime_error(path + " was written by a newer program: its schema has version " +
                                 std::to_string(found) + ", this one knows " + std::to_string(newest));
    for (const auto& migration : migrations)
        if (migration.version > found) apply(connection, migration);
}

}  // namespace

struct Store::State {
    using WorkGuard = boost::asio::executor_work_guard<Executor>;

    struct Given {
        std::unique_ptr<Job> job;
        WorkGuard keeps_loop;
    };

    /// Jobs on their way to a thread. What the loop gives in one turn goes over together, or `hand_over_at` at a time:
    /// one lock, one wake-up, and a transaction that holds them all. What nobody waits for goes over with what somebody
    /// does, or by itself when its patience has ended.
    struct Queue {
        std::vector<Given> gathered;  ///< of the loop's thread, as are the next two
        bool ends_with_turn = false;
        bool ends_with_patience = false;
        std::mutex mutex;  ///< guards what follows
        std::condition_variable changed;
        std::deque<Given> jobs;
        bool stopping = false;

        void hand_over() {
            if (gathered.empty()) return;
            {
                const std::lock_guard lock(mutex);
                for (auto& given : gathered) jobs.push_back(std::move(given));
            }
            gathered.clear();
            changed.notify_one();
        }

        /// Waits for jobs; none once it is stopping and empty.
        std::vector<Given> take(std::size_t count_max) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [this] { return stopping || !jobs.empty(); });
            std::vector<Given> taken;
            taken.reserve(std::min(count_max, jobs.size()));
            for (; !jobs.empty() && taken.size() < count_max; jobs.pop_front())
                taken.push_back(std::move(jobs.front()));
            return taken;
        }

        void stop() {
            hand_over();
            {
                const std::lock_guard lock(mutex);
                stopping = true;
            }
            changed.notify_all();
        }
    };

    State(Loop& given_loop, std::string given_path)
        : loop(given_loop), path(std::move(given_path)), patience_ends(given_loop) {}

    void give(const std::shared_ptr<Queue>& queue, std::unique_ptr<Job> job) {
        gather(*queue, std::move(job));
        if (std::exchange(queue->ends_with_turn, true)) return;
        boost::asio::post(loop, [kept = std::weak_ptr(queue)] {
            const auto turned = kept.lock();
            if (!turned) return;
            turned->ends_with_turn = false;
            turned->hand_over();
        });
    }

    void give_unhurried(const std::shared_ptr<Queue>& queue, std::unique_ptr<Job> job) {
        gather(*queue, std::move(job));
        if (std::exchange(queue->ends_with_patience, true)) return;
        patience_ends.expires_after(patience);
        patience_ends.async_wait([kept = std::weak_ptr(queue)](boost::system::error_code) {
            const auto patient = kept.lock();
            if (!patient) return;
            patient->ends_with_patience = false;
            patient->hand_over();
        });
    }

    void gather(Queue& queue, std::unique_ptr<Job> job) {
        queue.gathered.push_back({std::move(job), WorkGuard(loop.get_executor())});
        if (queue.gathered.size() == hand_over_at) queue.hand_over();
    }

    void answer(std::vector<Given> batch) {
        boost::asio::post(loop, [batch = std::move(batch)] {
            for (const auto& given : batch) given.job->answer();
        });
    }

    void write_until_stopped(Connection connection) {
        for (auto batch = writes->take(write_batch_max); !batch.empty(); batch = writes->take(write_batch_max)) {
            write(connection, batch);
            answer(std::move(batch));
            if (left_out(Guard::durable_answers)) commit_late(connection);
        }
    }

    static void write(Connection& connection, std::span<Given> batch) {
        bool decided = false;
        try {
            if (!connection.in_transaction()) connection.run(begin_sql);
            run(connection, batch);
            decided = true;
            if (!left_out(Guard::durable_answers)) connection.run(commit_sql);
        } catch (...) {
            const auto fault = std::current_exception();
            roll_back(connection);
            if (decided && left_out(Guard::failed_commits)) return;
            if (decided || batch.size() == 1)
                for (const auto& given : batch) given.job->fail(fault);
            else
                for (std::size_t i = 0; i < batch.size(); ++i) write(connection, batch.subspan(i, 1));
        }
    }

    static void run(Connection& connection, std::span<Given> batch) {
        for (const auto& given : batch) {
            given.job->run(connection);
            // A job may have caught a fault that took the transaction with it; the next must not run outside of one.
            if (!connection.in_transaction()) throw std::runtime_error("SQLite: the transaction ended inside a write");
        }
    }

    /// The commit that should have been before the answers, once they are surely out.
    static void commit_late(Connection& connection) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        try {
            if (connection.in_transaction()) connection.run(commit_sql);
        } catch (const std::exception&) {
            roll_back(connection);
        }
    }

    static void roll_back(Connection& connection) noexcept {
        try {
            if (connection.in_transaction()) connection.execute("ROLLBACK");
        } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
            // The next BEGIN fails and says why.
        }
    }

    void read_until_stopped(Connection connection) {
        for (auto batch = reads->take(read_batch_max); !batch.empty(); batch = reads->take(read_batch_max)) {
            for (const auto& given : batch) read(connection, *given.job);
            answer(std::move(batch));
        }
    }

    static void read(Connection& connection, Job& job) {
        try {
            connection.run(begin_reading_sql);
            job.run(connection);
            connection.run(commit_sql);
        } catch (...) {
            job.fail(std::current_exception());
            roll_back(connection);
        }
    }

    Loop& loop;
    std::string path;
    const std::shared_ptr<Queue> writes = std::make_shared<Queue>();
    const std::shared_ptr<Queue> reads = std::make_shared<Queue>();
    boost::asio::steady_timer patience_ends;  ///< of the unhurried writes
    std::vector<std::jthread> threads;
};

Store::Store(Loop& loop, const std::string& path, std::span<const Migration> migrations)
    : state_(std::make_unique<State>(loop, path)) {
    Connection writer(path, {});
    migrate(writer, path, migrations);
    std::vector<Connection> readers;
    readers.reserve(reader_count);
    for (std::size_t i = 0; i < reader_count; ++i)
        readers.emplace_back(path, Connection::Options{.read_only = true, .cache_kib = reader_cache_kib});

    auto& state = *state_;
    const auto name = std::filesystem::path(path).stem().string();
    state.threads.emplace_back([&state, writer = std::move(writer), name]() mutable {
        name_this_thread("write " + name);
        state.write_until_stopped(std::move(writer));
    });
    for (auto& reader : readers)
        state.threads.emplace_back([&state, reader = std::move(reader), name]() mutable {
            name_this_thread("read " + name);
            state.read_until_stopped(std::move(reader));
        });
}

Store::~Store() {
    state_->writes->stop();
    state_->reads->stop();
    state_->threads.clear();
}

const std::string& Store::path() const { return state_->path; }

void Store::enqueue_write(std::unique_ptr<Job> job) { state_->give(state_->writes, std::move(job)); }

void Store::enqueue_unhurried_write(std::unique_ptr<Job> job) {
    state_->give_unhurried(state_->writes, std::move(job));
}

void Store::enqueue_read(std::unique_ptr<Job> job) { state_->give(state_->reads, std::move(job)); }

}  // namespace boxoffice::sqlite
