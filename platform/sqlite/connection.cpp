#include "platform/sqlite/connection.hpp"

#include "platform/guards/guards.hpp"
#include "platform/sqlite/gathered_log.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace boxoffice::sqlite {

namespace {

bool is_trouble_of_the_file(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_NOMEM:
        case SQLITE_CANTOPEN: return true;
        default: return false;
    }
}

[[noreturn]] void raise(sqlite3* db) {
    const int code = sqlite3_extended_errcode(db);
    const auto message = std::string("SQLite: ") + sqlite3_db_filename(db, "main") + ": " + sqlite3_errmsg(db) + " (" +
                         std::to_string(code) + ")";
    if (is_trouble_of_the_file(code)) throw Failure(code, message);
    throw Error(code, message);
}

[[noreturn]] void raise(sqlite3_stmt* statement) { raise(sqlite3_db_handle(statement)); }

void check_bound(sqlite3_stmt* statement, int result) {
    if (result != SQLITE_OK) raise(statement);
}

struct CloseDatabase {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// SQLite counts what it allocates under one lock of the whole process; nobody asks. Has to come before the first open.
void count_no_memory() { [[maybe_unused]] static const int result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

Database open(const std::string& path, bool read_only) {
    count_no_memory();
    const int access = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* db = nullptr;
    const char* const files = read_only || left_out(Guard::synced_commits) ? nullptr : gathered_log();
    const int result = sqlite3_open_v2(path.c_str(), &db, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, files);
    Database opened(db);
    if (result != SQLITE_OK)
        throw Error(result, "SQLite: " + path + ": " + (db ? sqlite3_errmsg(db) : sqlite3_errstr(result)));
    return opened;
}

}  // namespace

bool Error::is_unique_violation() const {
    return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID;
}

Rows::~Rows() {
    if (!statement_) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Rows::next() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) raise(statement_);
    return false;
}

bool Rows::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Rows::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string Rows::text(int column) const {
    const auto* characters = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (!characters) return {};
    return {characters, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Uuid Rows::uuid(int column) const {
    Uuid id;
    const void* bytes = sqlite3_column_blob(statement_, column);
    if (!bytes || sqlite3_column_bytes(statement_, column) != static_cast<int>(id.bytes.size()))
        throw std::runtime_error("SQLite: column " + std::to_string(column) + " holds no UUID");
    std::memcpy(id.bytes.data(), bytes, id.bytes.size());
    return id;
}

std::vector<std::uint8_t> Rows::blob(int column) const {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    if (!bytes) return {};
    return {bytes, bytes + sqlite3_column_bytes(statement_, column)};
}

std::optional<std::int64_t> Rows::optional_integer(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<std::string> Rows::optional_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional(text(column));
}

std::optional<Timestamp> Rows::optional_time(int column) const {
    return is_null(column) ? std::nullopt : std::optional(time(column));
}

struct Connection::State {
    Database db;
    std::unordered_map<const char*, Statement> statements;
};

Connection::Connection(const std::string& path, Options options) : state_(std::make_unique<State>()) {
    state_->db = open(path, options.read_only);
    sqlite3_busy_timeout(state_->db.get(), 5000);
    sqlite3_db_config(state_->db.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    if (!options.read_only) execute("PRAGMA journal_mode = WAL");
    const bool is_synced = !left_out(Guard::synced_commits);
    execute(is_synced ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    execute(
        "PRAGMA foreign_keys = ON;"
        "PRAGMA trusted_schema = OFF;"
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA journal_size_limit = 67108864");
    execute(("PRAGMA cache_size = -" + std::to_string(std::max<std::int64_t>(options.cache_kib, 1))).c_str());
    auto mode = query("PRAGMA journal_mode");
    if (!mode.next() || mode.text(0) != "wal") throw Error(SQLITE_ERROR, "SQLite: " + path + " is not in WAL mode");
    auto synchronous = query("PRAGMA synchronous");
    if (!synchronous.next() || synchronous.integer(0) != (is_synced ? 2 : 1))
        throw Error(SQLITE_ERROR, "SQLite: " + path + " is not synchronous=FULL");
}

Connection::Connection(Connection&&) noexcept = default;

Connection::~Connection() = default;

void Connection::execute(const char* sql) {
    if (sqlite3_exec(state_->db.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) raise(state_->db.get());
}

std::int64_t Connection::last_insert_rowid() const { return sqlite3_last_insert_rowid(state_->db.get()); }

bool Connection::in_transaction() const { return sqlite3_get_autocommit(state_->db.get()) == 0; }

void Connection::bind_integer(sqlite3_stmt* statement, int index, std::int64_t value) {
    check_bound(statement, sqlite3_bind_int64(statement, index, value));
}

void Connection::bind_double(sqlite3_stmt* statement, int index, double value) {
    check_bound(statement, sqlite3_bind_double(statement, index, value));
}

void Connection::bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
    const char* characters = text.data() ? text.data() : "";
    check_bound(statement,
                sqlite3_bind_text64(statement, index, characters, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Connection::bind_blob(sqlite3_stmt* statement, int index, std::span<const std::uint8_t> bytes) {
    const void* start = bytes.empty() ? static_cast<const void*>("") : bytes.data();
    check_bound(statement, sqlite3_bind_blob64(statement, index, start, bytes.size(), SQLITE_TRANSIENT));
}

void Connection::bind_null(sqlite3_stmt* statement, int index) {
    check_bound(statement, sqlite3_bind_null(statement, index));
}

sqlite3_stmt* Connection::prepared(const char* sql) {
    auto& kept = state_->statements[sql];
    // An address may have come back with another text.
    if (kept && std::strcmp(sqlite3_sql(kept.get()), sql) != 0) kept.reset();
    if (kept) {
        if (sqlite3_stmt_busy(kept.get())) throw std::logic_error(std::string("SQLite: rows are still read of ") + sql);
        sqlite3_reset(kept.get());
        return kept.get();
    }
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(state_->db.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
        raise(state_->db.get());
    kept.reset(statement);
    return statement;
}

std::int64_t Connection::finish(sqlite3_stmt* statement) {
    Rows rows(statement);
    while (rows.next()) {
    }
    return sqlite3_changes64(state_->db.get());
}

}  // namespace boxoffice::sqlite
