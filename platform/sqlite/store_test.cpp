#include "platform/sqlite/store.hpp"

#include "platform/testing/file_size_limit.hpp"
#include "platform/testing/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <atomic>
#include <filesystem>
#include <semaphore>

namespace boxoffice::sqlite {
namespace {

using testing::HasSubstr;

constexpr Migration first[] = {{1, "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)"}};
constexpr Migration second[] = {first[0], {2, "ALTER TABLE notes ADD COLUMN author TEXT"}};

class StoreTest : public testing::Test {
protected:
    std::unique_ptr<Store> open() { return std::make_unique<Store>(loop_, path_, first); }

    template <class T>
    T wait_for(Task<T> task) {
        std::exception_ptr fault;
        std::optional<std::conditional_t<std::is_void_v<T>, bool, T>> result;
        boost::asio::co_spawn(loop_, std::move(task), [&](std::exception_ptr thrown, auto... value) {
            fault = thrown;
            (result.emplace(std::move(value)), ...);
        });
        loop_.restart();
        loop_.run();
        if (fault) std::rethrow_exception(fault);
        if constexpr (!std::is_void_v<T>) return std::move(*result);
    }

    /// Begins a call whose end is noted in `outcome`: "", "running" or what was thrown.
    void begin(Task<> task, std::string& outcome) {
        outcome = "running";
        boost::asio::co_spawn(loop_, std::move(task), [&outcome](std::exception_ptr thrown) {
            outcome.clear();
            try {
                if (thrown) std::rethrow_exception(thrown);
            } catch (const std::exception& error) {
                outcome = error.what();
            }
        });
    }

    void run_loop() {
        loop_.restart();
        loop_.run();
    }

    static Task<> insert(Store& store, std::string text) {
        return store.write([text = std::move(text)](Connection& connection) {
            connection.run("INSERT INTO notes (text) VALUES (?)", text);
        });
    }

    static Task<> insert_unhurried(Store& store, std::string text) {
        return store.write_unhurried([text = std::move(text)](Connection& connection) {
            connection.run("INSERT INTO notes (text) VALUES (?)", text);
        });
    }

    static Task<std::int64_t> count(Store& store) {
        return store.read([](Connection& connection) {
            auto rows = connection.query("SELECT count(*) FROM notes");
            rows.next();
            return rows.integer(0);
        });
    }

    Loop loop_;
    TemporaryFolder folder_;
    std::string path_ = folder_.file("notes.sqlite");
};

/// Holds the writer inside a transaction, so that what is given meanwhile has to wait.
class HeldWriter {
public:
    Task<> hold(Store& store) {
        return store.write([this](Connection&) {
            began_.release();
            released_.acquire();
        });
    }
    void wait_until_held() { began_.acquire(); }
    void release() { released_.release(); }

private:
    std::binary_semaphore began_{0};
    std::binary_semaphore released_{0};
};

TEST_F(StoreTest, a_read_sees_every_write_answered_before) {
    const auto store = open();
    for (int i = 1; i <= 20; ++i) {
        wait_for(insert(*store, std::to_string(i)));
        EXPECT_EQ(wait_for(count(*store)), i);
    }
}

TEST_F(StoreTest, what_was_written_is_there_after_reopening) {
    wait_for(insert(*open(), "kept"));
    EXPECT_EQ(wait_for(count(*open())), 1);
}

TEST_F(StoreTest, destruction_finishes_what_was_given) {
    std::vector<std::string> outcomes(100);
    {
        const auto store = open();
        for (std::size_t i = 0; i < outcomes.size(); ++i) begin(insert(*store, std::to_string(i)), outcomes[i]);
        loop_.restart();
        loop_.poll();
    }
    run_loop();
    EXPECT_THAT(outcomes, testing::Each(""));
    EXPECT_EQ(wait_for(count(*open())), 100);
}

TEST_F(StoreTest, an_unhurried_write_is_durable_when_answered_though_nothing_comes_after_it) {
    wait_for(insert_unhurried(*open(), "kept"));
    EXPECT_EQ(wait_for(count(*open())), 1);
}

TEST_F(StoreTest, no_later_write_overtakes_an_unhurried_one) {
    const auto store = open();
    for (int i = 0; i < 20; ++i) {
        std::string unhurried;
        begin(insert_unhurried(*store, "a" + std::to_string(i)), unhurried);
        const auto seen = wait_for(store->write([](Connection& connection) {
            auto rows = connection.query("SELECT count(*) FROM notes");
            rows.next();
            return rows.integer(0);
        }));
        EXPECT_EQ(seen, i + 1);
        EXPECT_EQ(unhurried, "");
    }
}

TEST_F(StoreTest, destruction_finishes_what_is_unhurried) {
    std::string outcome;
    {
        const auto store = open();
        begin(insert_unhurried(*store, "kept"), outcome);
        loop_.restart();
        loop_.poll();
    }
    run_loop();
    EXPECT_EQ(outcome, "");
    EXPECT_EQ(wait_for(count(*open())), 1);
}

TEST_F(StoreTest, writes_that_wait_go_as_one_transaction_and_a_failing_one_fails_alone) {
    const auto store = open();
    HeldWriter held;
    std::string held_outcome;
    begin(held.hold(*store), held_outcome);
    loop_.poll();
    held.wait_until_held();

    std::vector<std::string> outcomes(50);
    std::vector<std::atomic<int>> runs(outcomes.size());
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        begin(store->write([i, &runs](Connection& connection) {
            ++runs[i];
            connection.run("INSERT INTO notes (text) VALUES (?)", i == 30 ? "0" : std::to_string(i));
        }),
              outcomes[i]);
    loop_.poll();
    held.release();
    run_loop();

    EXPECT_THAT(outcomes[30], HasSubstr("UNIQUE"));
    outcomes[30].clear();
    EXPECT_THAT(outcomes, testing::Each(""));
    EXPECT_EQ(wait_for(count(*store)), 49);
    for (std::size_t i = 0; i < runs.size(); ++i) EXPECT_EQ(runs[i], i <= 30 ? 2 : 1) << i;
}

TEST_F(StoreTest, a_refusal_that_a_write_catches_disturbs_no_other) {
    const auto store = open();
    wait_for(insert(*store, "taken"));
    const auto inserted = wait_for(store->write([](Connection& connection) -> std::expected<int, std::string> {
        connection.run("INSERT INTO notes (text) VALUES ('beside')");
        try {
            connection.run("INSERT INTO notes (text) VALUES (?)", "taken");
        } catch (const Error& error) {
            if (!error.is_unique_violation()) throw;
            return std::unexpected("taken");
        }
        return 1;
    }));
    EXPECT_EQ(inserted, (std::expected<int, std::string>(std::unexpect, "taken")));
    EXPECT_EQ(wait_for(count(*store)), 2);
}

TEST_F(StoreTest, a_write_that_throws_leaves_nothing) {
    const auto store = open();
    EXPECT_THROW(wait_for(store->write([](Connection& connection) {
                     connection.run("INSERT INTO notes (text) VALUES ('half')");
                     throw std::runtime_error("fault");
                 })),
                 std::runtime_error);
    EXPECT_EQ(wait_for(count(*store)), 0);
}

TEST_F(StoreTest, a_write_cannot_leave_its_transaction) {
    const auto store = open();
    EXPECT_THROW(wait_for(store->write([](Connection& connection) { connection.execute("ROLLBACK"); })),
                 std::runtime_error);
    wait_for(insert(*store, "works"));
    EXPECT_EQ(wait_for(count(*store)), 1);
}

TEST_F(StoreTest, a_reader_cannot_write) {
    const auto store = open();
    EXPECT_THROW(wait_for(store->read([](Connection& connection) { connection.execute("DELETE FROM notes"); })), Error);
}

TEST_F(StoreTest, a_commit_that_the_disk_refuses_fails_its_writes_and_the_store_works_again) {
    const auto store = open();
    wait_for(insert(*store, "before"));
    std::vector<std::string> outcomes(10);
    {
        const FileSizeLimit full(std::filesystem::file_size(path_ + "-wal"));
        for (std::size_t i = 0; i < outcomes.size(); ++i) begin(insert(*store, std::to_string(i)), outcomes[i]);
        run_loop();
    }
    EXPECT_THAT(outcomes, testing::Each(HasSubstr("SQLite")));
    EXPECT_EQ(wait_for(count(*store)), 1);
    wait_for(insert(*store, "after"));
    EXPECT_EQ(wait_for(count(*store)), 2);
}

TEST_F(StoreTest, a_full_file_fails_the_write_and_only_it) {
    const auto store = open();
    wait_for(store->write([](Connection& connection) { connection.run("SELECT 1"); }));
    const std::string large(100'000, 'x');
    EXPECT_THROW(wait_for(store->write([large](Connection& connection) {
                     connection.execute("PRAGMA max_page_count = 8");
                     connection.run("INSERT INTO notes (text) VALUES (?)", large);
                 })),
                 Failure);
    wait_for(store->write([](Connection& connection) { connection.execute("PRAGMA max_page_count = 1000000"); }));
    wait_for(insert(*store, large));
    EXPECT_EQ(wait_for(count(*store)), 1);
}

TEST_F(StoreTest, a_schema_is_brought_up_to_date_once) {
    wait_for(insert(*open(), "old"));
    for (int opened = 0; opened < 2; ++opened) {
        Store store(loop_, path_, second);
        const auto author = wait_for(store.read([](Connection& connection) {
            auto rows = connection.query("SELECT author, (SELECT user_version FROM pragma_user_version) FROM notes");
            rows.next();
            return std::pair(rows.optional_text(0), rows.integer(1));
        }));
        EXPECT_EQ(author, std::pair(std::optional<std::string>(), std::int64_t{2}));
    }
}

TEST_F(StoreTest, a_newer_file_is_refused) {
    Store(loop_, path_, second);
    try {
        open();
        FAIL() << "opened";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("newer program"));
    }
}

TEST_F(StoreTest, a_failing_migration_changes_nothing) {
    constexpr Migration faulty[] = {first[0], {2, "CREATE TABLE more (id INTEGER); SELECT nonsense"}};
    EXPECT_THROW(Store(loop_, path_, faulty), Error);
    wait_for(insert(*open(), "works"));
}

}  // namespace
}  // namespace boxoffice::sqlite
