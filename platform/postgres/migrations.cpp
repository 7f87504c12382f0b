#include "platform/postgres/migrations.hpp"

#include <stdexcept>

namespace boxoffice::postgres {

namespace {

constexpr std::chrono::milliseconds migration_timeout{60'000};

constexpr const char* has_table_sql = "SELECT to_regclass('schema_migrations') IS NOT NULL";
constexpr const char* version_sql = "SELECT coalesce(max(version), 0) FROM schema_migrations";
constexpr const char* lock_sql = "SELECT pg_advisory_xact_lock(hashtextextended('schema_migrations', 0))";
constexpr const char* allow_time_sql = "SET LOCAL statement_timeout = '60s'";
constexpr const char* make_table_sql = R"(
    CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer PRIMARY KEY,
        name text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()))";
constexpr const char* note_sql = "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)";

std::int64_t newest(std::span<const Migration> migrations) {
    return migrations.empty() ? 0 : migrations.back().version;
}

void refuse_newer(std::int64_t found, std::span<const Migration> migrations) {
    if (found > newest(migrations))
        throw std::runtime_error("the database was written by a newer program: its schema has version " +
                                 std::to_string(found) + ", this one knows " + std::to_string(newest(migrations)));
}

Task<std::int64_t> version_of(Pool& pool) {
    const auto has_table = co_await pool.query(has_table_sql);
    if (!has_table[0].boolean(0)) co_return 0;
    const auto version = co_await pool.query(version_sql);
    co_return version[0].integer(0);
}

Task<> apply(Transaction& transaction, std::span<const Migration> migrations) {
    transaction.defer(allow_time_sql);
    transaction.defer(lock_sql);
    transaction.defer(make_table_sql);
    const auto version = co_await transaction.query(version_sql);
    const auto found = version[0].integer(0);
    refuse_newer(found, migrations);
    for (const auto& migration : migrations) {
        if (migration.version <= found) continue;
        co_await transaction.run_script(std::string(migration.sql));
        transaction.defer(note_sql, migration.version, migration.name);
    }
}

}  // namespace

// The common case, everything in place, takes no lock.
Task<> migrate(Pool& pool, std::span<const Migration> migrations) {
    const auto found = co_await version_of(pool);
    refuse_newer(found, migrations);
    if (found == newest(migrations)) co_return;
    co_await pool.transaction([migrations](Transaction& transaction) { return apply(transaction, migrations); },
                              {.timeout = migration_timeout});
}

}  // namespace boxoffice::postgres
