#include "platform/idempotency/sqlite_table.hpp"

namespace boxoffice {

namespace {

// Two tables take turns by day: one is of even days, one of odd. `day` of a row tells a stale table from a filled one.
constexpr const char* tables_sql = R"(
    CREATE TABLE idempotency_even (
        id BLOB PRIMARY KEY, fingerprint BLOB NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
        location TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE idempotency_odd (
        id BLOB PRIMARY KEY, fingerprint BLOB NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
        location TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE idempotency_day (day INTEGER NOT NULL);
    INSERT INTO idempotency_day VALUES (0);
)";

constexpr const char* find_sql = R"(
    SELECT fingerprint, status, body, location FROM idempotency_even WHERE id = ?1
    UNION ALL
    SELECT fingerprint, status, body, location FROM idempotency_odd WHERE id = ?1)";

constexpr const char* day_sql = "SELECT day FROM idempotency_day";
constexpr const char* set_day_sql = "UPDATE idempotency_day SET day = ?";
constexpr const char* keep_even_sql = "INSERT INTO idempotency_even VALUES (?, ?, ?, ?, ?)";
constexpr const char* keep_odd_sql = "INSERT INTO idempotency_odd VALUES (?, ?, ?, ?, ?)";

std::int64_t kept_day(sqlite::Connection& connection) {
    auto rows = connection.query(day_sql);
    rows.next();
    return rows.integer(0);
}

/// Empties the table that a new day begins to fill; both when more than a day has passed. A clock that went back
/// fills the table of the last day that was begun.
std::int64_t turn_day(sqlite::Connection& connection, Timestamp now) {
    const auto today = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    const auto last = kept_day(connection);
    if (today <= last) return last;
    if (today % 2 == 0 || today > last + 1) connection.run("DELETE FROM idempotency_even");
    if (today % 2 == 1 || today > last + 1) connection.run("DELETE FROM idempotency_odd");
    connection.run(set_day_sql, today);
    return today;
}

}  // namespace

const char* IdempotencyTable::schema() { return tables_sql; }

IdempotencyTable::Found IdempotencyTable::find(sqlite::Connection& connection, const IdempotencyKey& key) {
    auto rows = connection.query(find_sql, key.id);
    if (!rows.next()) return {};
    if (!std::ranges::equal(rows.blob(0), key.fingerprint)) return {.use = KeyUse::reused, .answer = {}};
    return {.use = KeyUse::replayed,
            .answer = {.status = static_cast<int>(rows.integer(1)), .body = rows.text(2), .location = rows.text(3)}};
}

void IdempotencyTable::keep(sqlite::Connection& connection, const IdempotencyKey& key, const KeptAnswer& answer,
                            Timestamp now) {
    const auto* sql = turn_day(connection, now) % 2 == 0 ? keep_even_sql : keep_odd_sql;
    connection.run(sql, key.id, key.fingerprint, answer.status, answer.body, answer.location);
}

}  // namespace boxoffice
