#include "platform/sqlite/gathered_log.hpp"

#include "platform/sqlite/connection.hpp"
#include "platform/testing/file_size_limit.hpp"
#include "platform/testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>

namespace boxoffice::sqlite {
namespace {

using Notes = std::map<std::int64_t, std::string>;

/// A small cache, so that transactions write to the log before their end and read back what they wrote there.
class GatheredLogTest : public testing::Test {
protected:
    GatheredLogTest() { writer_.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"); }

    static Notes read(Connection& connection) {
        Notes notes;
        auto rows = connection.query("SELECT id, text FROM notes");
        while (rows.next()) notes.emplace(rows.integer(0), rows.text(1));
        return notes;
    }

    static std::string check(Connection& connection) {
        auto rows = connection.query("PRAGMA integrity_check");
        rows.next();
        return rows.text(0);
    }

    void change(Notes& notes) {
        const auto id = static_cast<std::int64_t>(random_() % 60);
        std::string text(random_() % 20'000, static_cast<char>('a' + random_() % 26));
        if (random_() % 4 == 0) {
            writer_.run("DELETE FROM notes WHERE id = ?", id);
            notes.erase(id);
        } else {
            writer_.run("INSERT OR REPLACE INTO notes VALUES (?, ?)", id, text);
            notes[id] = std::move(text);
        }
    }

    TemporaryFolder folder_;
    std::string path_ = folder_.path() / "file.sqlite";
    Connection writer_{path_, {.cache_kib = 32}};
    std::mt19937 random_{1};  // NOLINT(bugprone-random-generator-seed): the same each time
};

TEST_F(GatheredLogTest, others_see_each_commit_and_nothing_else) {
    Connection reader(path_, {.read_only = true});
    Notes committed;
    for (int transaction = 0; transaction < 150; ++transaction) {
        auto notes = committed;
        writer_.execute("BEGIN IMMEDIATE");
        for (auto left = random_() % 20; left > 0; --left) change(notes);
        EXPECT_EQ(read(writer_), notes);
        EXPECT_EQ(read(reader), committed);
        if (random_() % 4 == 0) {
            writer_.execute("ROLLBACK");
        } else {
            writer_.execute("COMMIT");
            committed = std::move(notes);
        }
        EXPECT_EQ(read(reader), committed);
        if (random_() % 20 == 0) writer_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    EXPECT_EQ(check(writer_), "ok");
}

TEST_F(GatheredLogTest, a_log_that_cannot_be_written_fails_its_transaction_and_no_other) {
    Notes notes;
    for (int index = 0; index < 10; ++index) change(notes);
    for (int round = 0; round < 5; ++round) {
        auto lost = notes;
        {
            const FileSizeLimit full(std::filesystem::file_size(path_ + "-wal") + 8'000);
            writer_.execute("BEGIN IMMEDIATE");
            const auto fill = [&] {
                for (int index = 0; index < 30; ++index) change(lost);
                writer_.execute("COMMIT");
            };
            EXPECT_THROW(fill(), Failure);
            if (writer_.in_transaction()) writer_.execute("ROLLBACK");
        }
        EXPECT_EQ(read(writer_), notes);
        change(notes);
        EXPECT_EQ(read(writer_), notes);
    }
    EXPECT_EQ(check(writer_), "ok");
}

}  // namespace
}  // namespace boxoffice::sqlite
