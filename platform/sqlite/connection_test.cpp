#include "platform/sqlite/connection.hpp"

#include "platform/testing/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace boxoffice::sqlite {
namespace {

class ConnectionTest : public testing::Test {
protected:
    std::int64_t pragma(const char* sql) {
        auto rows = connection_.query(sql);
        rows.next();
        return rows.integer(0);
    }

    TemporaryFolder folder_;
    Connection connection_{folder_.path() / "file.sqlite", {}};
};

struct ThingTag;

TEST_F(ConnectionTest, every_kind_of_value_comes_back_as_it_was_bound) {
    const Id<ThingTag> id{Uuid{{1, 2, 3, 0, 255}}};
    const Timestamp time{std::chrono::milliseconds(1'700'000'000'123)};
    const std::string text("a\0b", 3);
    auto rows = connection_.query("SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", -5, true, 0.5, text, id, time,
                                  std::array<std::uint8_t, 2>{7, 0}, nullptr, std::optional<std::string>("there"),
                                  std::optional<std::int64_t>());
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), -5);
    EXPECT_EQ(rows.integer(1), 1);
    EXPECT_EQ(rows.real(2), 0.5);
    EXPECT_EQ(rows.text(3), text);
    EXPECT_EQ(rows.uuid(4), id.value);
    EXPECT_EQ(rows.time(5), time);
    EXPECT_EQ(rows.blob(6), (std::vector<std::uint8_t>{7, 0}));
    EXPECT_TRUE(rows.is_null(7));
    EXPECT_EQ(rows.optional_text(8), "there");
    EXPECT_EQ(rows.optional_integer(9), std::nullopt);
    EXPECT_FALSE(rows.next());
}

TEST_F(ConnectionTest, empty_texts_and_blobs_are_not_null) {
    auto rows = connection_.query("SELECT ?, ?", std::string_view(), std::vector<std::uint8_t>());
    ASSERT_TRUE(rows.next());
    EXPECT_FALSE(rows.is_null(0));
    EXPECT_FALSE(rows.is_null(1));
}

TEST_F(ConnectionTest, every_commit_is_synced) {
    EXPECT_EQ(pragma("PRAGMA synchronous"), 2);
    EXPECT_EQ(pragma("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(pragma("PRAGMA trusted_schema"), 0);
}

TEST_F(ConnectionTest, run_tells_how_many_rows_changed) {
    connection_.execute("CREATE TABLE numbers (value INTEGER)");
    EXPECT_EQ(connection_.run("INSERT INTO numbers VALUES (?), (?)", 1, 2), 2);
    EXPECT_EQ(connection_.run("UPDATE numbers SET value = 3 WHERE value = ?", 9), 0);
    EXPECT_EQ(connection_.last_insert_rowid(), 2);
}

TEST_F(ConnectionTest, a_statement_is_not_used_while_its_rows_are_read) {
    const char* sql = "SELECT 1 UNION SELECT 2";
    {
        auto rows = connection_.query(sql);
        ASSERT_TRUE(rows.next());
        EXPECT_THROW(connection_.query(sql), std::logic_error);
    }
    auto again = connection_.query(sql);
    EXPECT_TRUE(again.next());
}

TEST_F(ConnectionTest, an_address_with_another_text_is_another_statement) {
    char sql[] = "SELECT 1";
    connection_.run(sql);
    sql[7] = '2';
    auto rows = connection_.query(sql);
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), 2);
}

TEST_F(ConnectionTest, a_value_of_the_wrong_size_is_no_uuid) {
    auto rows = connection_.query("SELECT x'0102'");
    ASSERT_TRUE(rows.next());
    EXPECT_THROW(rows.uuid(0), std::runtime_error);
}

TEST_F(ConnectionTest, errors_tell_a_unique_violation_from_others) {
    connection_.execute("CREATE TABLE names (name TEXT PRIMARY KEY NOT NULL)");
    connection_.run("INSERT INTO names VALUES ('a')");
    try {
        connection_.run("INSERT INTO names VALUES ('a')");
        FAIL();
    } catch (const Error& error) {
        EXPECT_TRUE(error.is_unique_violation());
    }
    try {
        connection_.run("INSERT INTO names VALUES (NULL)");
        FAIL();
    } catch (const Error& error) {
        EXPECT_FALSE(error.is_unique_violation());
    }
}

TEST(OpeningTest, a_file_that_cannot_be_opened_says_which) {
    try {
        Connection connection("/nonexistent/folder/file.sqlite", {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("/nonexistent/folder/file.sqlite"), std::string::npos);
    }
}

TEST(OpeningTest, a_file_that_is_something_else_says_which) {
    const TemporaryFolder folder;
    std::ofstream(folder.file("file.sqlite")) << std::string(10'000, 'x');
    try {
        Connection connection(folder.file("file.sqlite"), {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("file.sqlite: file is not a database"), std::string::npos)
            << error.what();
    }
}

}  // namespace
}  // namespace boxoffice::sqlite
