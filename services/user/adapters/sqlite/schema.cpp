#include "services/user/adapters/sqlite/schema.hpp"

#include "platform/idempotency/sqlite_table.hpp"

namespace boxoffice::user {

namespace {

constexpr const char* users_and_sessions_sql = R"(
    CREATE TABLE users (
        id BLOB PRIMARY KEY,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        phone TEXT,
        role TEXT NOT NULL CHECK (role IN ('attendee', 'organizer', 'admin')),
        password_hash TEXT NOT NULL,
        revision INTEGER NOT NULL,
        created_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX admins ON users (role) WHERE role = 'admin';

    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        user_id BLOB NOT NULL REFERENCES users (id),
        expires_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX sessions_by_user ON sessions (user_id);
    CREATE INDEX sessions_by_end ON sessions (expires_at);

    CREATE TABLE revocations (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        session TEXT NOT NULL UNIQUE,
        expires_at INTEGER NOT NULL
    );
    CREATE INDEX revocations_by_end ON revocations (expires_at);

    CREATE TABLE public_keys (
        key_id TEXT PRIMARY KEY,
        jwk TEXT NOT NULL,
        registered_at INTEGER NOT NULL
    ) WITHOUT ROWID;
)";

}  // namespace

std::span<const sqlite::Migration> migrations() {
    static const sqlite::Migration steps[] = {{1, users_and_sessions_sql}, {2, IdempotencyTable::schema()}};
    return steps;
}

}  // namespace boxoffice::user
