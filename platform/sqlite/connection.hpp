#pragma once

#include "platform/id/uuid.hpp"
#include "platform/problem/unavailable.hpp"
#include "platform/time/timestamp.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace boxoffice::sqlite {

/// What SQLite refused; `code` is the extended result code.
class Error : public std::runtime_error {
public:
    Error(int error_code, const std::string& message) : std::runtime_error(message), code(error_code) {}
    /// A UNIQUE or PRIMARY KEY constraint said no.
    bool is_unique_violation() const;
    int code;
};

/// The file cannot be used now: the disk is full or fails, or somebody holds the file. Nothing of the transaction
/// stands, unless a crash follows; the next may succeed.
class Failure : public Unavailable {
public:
    Failure(int error_code, const std::string& message) : Unavailable(message), code(error_code) {}
    int code;
};

/// The rows of a query under way. Values are read by column, from 0; texts and blobs are copied out. At most one is
/// open per statement; it ends when destroyed.
class Rows {
public:
    explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
    Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Rows(const Rows&) = delete;
    ~Rows();

    /// Steps to the next row; false after the last.
    bool next();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    /// Throws std::runtime_error unless the column holds 16 bytes.
    Uuid uuid(int column) const;
    Timestamp time(int column) const { return Timestamp(std::chrono::milliseconds(integer(column))); }
    std::vector<std::uint8_t> blob(int column) const;
    std::optional<std::int64_t> optional_integer(int column) const;
    std::optional<std::string> optional_text(int column) const;
    std::optional<Timestamp> optional_time(int column) const;

private:
    sqlite3_stmt* statement_;
};

/// One open SQLite file. Of one thread at a time. Statements are prepared once and kept by the address of their text:
/// pass string literals, or constants that live as long as the connection.
class Connection {
public:
    struct Options {
        bool read_only = false;
        std::int64_t cache_kib = 16 * 1024;
    };
    /// Opens or makes the file in WAL mode with `synchronous=FULL`, reads both back, and throws Error when they do not
    /// hold.
    Connection(const std::string& path, Options options);
    Connection(Connection&&) noexcept;
    ~Connection();

    /// Runs one or more statements without parameters (schema, pragmas).
    void execute(const char* sql);

    /// Runs a statement to its end; returns the number of rows changed. Binds, in order: integers, bool, double, text,
    /// Uuid and Id (16-byte blob), Timestamp (milliseconds since 1970), byte arrays, nullptr, and optionals of these.
    template <class... Values>
    std::int64_t run(const char* sql, const Values&... values) {
        auto* statement = prepared(sql);
        bind_all(statement, values...);
        return finish(statement);
    }

    template <class... Values>
    Rows query(const char* sql, const Values&... values) {
        auto* statement = prepared(sql);
        bind_all(statement, values...);
        return Rows(statement);
    }

    std::int64_t last_insert_rowid() const;
    /// Between BEGIN and its end. Some faults (a full disk) end a transaction by themselves.
    bool in_transaction() const;

private:
    template <class... Values>
    void bind_all(sqlite3_stmt* statement, const Values&... values) {
        int index = 0;
        (bind(statement, ++index, values), ...);
    }
    template <std::integral T>
    static void bind(sqlite3_stmt* statement, int index, T value) {
        bind_integer(statement, index, static_cast<std::int64_t>(value));
    }
    static void bind(sqlite3_stmt* statement, int index, std::string_view text) { bind_text(statement, index, text); }
    static void bind(sqlite3_stmt* statement, int index, const std::string& text) { bind_text(statement, index, text); }
    static void bind(sqlite3_stmt* statement, int index, const char* text) { bind_text(statement, index, text); }
    static void bind(sqlite3_stmt* statement, int index, const Uuid& id) { bind_blob(statement, index, id.bytes); }
    template <class Tag>
    static void bind(sqlite3_stmt* statement, int index, const Id<Tag>& id) {
        bind(statement, index, id.value);
    }
    static void bind(sqlite3_stmt* statement, int index, Timestamp time) {
        bind_integer(statement, index, time.time_since_epoch().count());
    }
    template <std::size_t N>
    static void bind(sqlite3_stmt* statement, int index, const std::array<std::uint8_t, N>& bytes) {
        bind_blob(statement, index, bytes);
    }
    static void bind(sqlite3_stmt* statement, int index, const std::vector<std::uint8_t>& bytes) {
        bind_blob(statement, index, bytes);
    }
    static void bind(sqlite3_stmt* statement, int index, double value) { bind_double(statement, index, value); }
    static void bind(sqlite3_stmt* statement, int index, std::nullptr_t) { bind_null(statement, index); }
    template <class T>
    static void bind(sqlite3_stmt* statement, int index, const std::optional<T>& value) {
        if (value)
            bind(statement, index, *value);
        else
            bind_null(statement, index);
    }
    static void bind_integer(sqlite3_stmt* statement, int index, std::int64_t value);
    static void bind_double(sqlite3_stmt* statement, int index, double value);
    static void bind_text(sqlite3_stmt* statement, int index, std::string_view text);
    static void bind_blob(sqlite3_stmt* statement, int index, std::span<const std::uint8_t> bytes);
    static void bind_null(sqlite3_stmt* statement, int index);

    /// Throws std::logic_error while rows of the same statement are still being read.
    sqlite3_stmt* prepared(const char* sql);
    std::int64_t finish(sqlite3_stmt* statement);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice::sqlite
