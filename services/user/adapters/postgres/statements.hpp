#pragma once

// What the user store says to PostgreSQL. Locks are taken in one order: a key, the user's row, the admins, the row of
// revocation_sequence, sessions. A statement that waits for a lock sees what was committed before it began, so what
// depends on the lock is said in the statement after it.
namespace boxoffice::user::statements {

inline constexpr const char* insert_user = R"(
    INSERT INTO users (id, email, email_key, name, phone, role, password_hash, revision, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (email_key) DO NOTHING)";
inline constexpr const char* find =
    "SELECT id, name, email, phone, role, created_at, revision, password_hash FROM users WHERE id = $1";
inline constexpr const char* find_by_email =
    "SELECT id, name, email, phone, role, created_at, revision, password_hash FROM users WHERE email_key = $1";
inline constexpr const char* list = R"(
    SELECT id, name, email, phone, role, created_at, revision FROM users
    WHERE id < $1 ORDER BY id DESC LIMIT $2)";
inline constexpr const char* has_admin = "SELECT EXISTS (SELECT FROM users WHERE role = 'admin')";

// Waits for sign-ins under way, and they wait for it.
inline constexpr const char* find_to_change = R"(
    SELECT id, name, email, phone, role, created_at, revision, password_hash FROM users
    WHERE id = $1 FOR NO KEY UPDATE)";
inline constexpr const char* update_user =
    "UPDATE users SET name = $2, phone = $3, role = $4, password_hash = $5, revision = $6 WHERE id = $1";
inline constexpr const char* lock_admins = "SELECT pg_advisory_xact_lock(hashtextextended('users.admins', 0))";
inline constexpr const char* count_admins = "SELECT count(*) FROM users WHERE role = 'admin'";

inline constexpr const char* open_session = R"(
    WITH account AS (
        SELECT id, name, email, phone, role, created_at, revision FROM users
        WHERE id = $2 AND password_hash = $4 FOR SHARE
    ), opened AS (
        INSERT INTO sessions (id, user_id, expires_at) SELECT $1, id, $3 FROM account
    )
    SELECT id, name, email, phone, role, created_at, revision FROM account)";
inline constexpr const char* delete_session = "DELETE FROM sessions WHERE id = $1";
inline constexpr const char* delete_sessions_of_user = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";

// Two who forget at once leave each other's rows alone, else they could wait for each other.
inline constexpr const char* forget_sessions = R"(
    DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE expires_at <= $1 LIMIT 1000 FOR UPDATE SKIP LOCKED))";
inline constexpr const char* forget_revocations = R"(
    DELETE FROM revocations WHERE sequence IN (
        SELECT sequence FROM revocations WHERE expires_at <= $1 LIMIT 1000 FOR UPDATE SKIP LOCKED))";

inline constexpr const char* lock_revocation_sequence = "SELECT last FROM revocation_sequence FOR UPDATE";
inline constexpr const char* revoke_session = R"(
    WITH revoked AS (
        INSERT INTO revocations (sequence, session, expires_at)
        SELECT last + 1, $1, $2 FROM revocation_sequence
        ON CONFLICT (session) DO UPDATE SET session = excluded.session
        RETURNING sequence, session, expires_at
    ), counted AS (
        UPDATE revocation_sequence SET last = greatest(last, (SELECT sequence FROM revoked))
    )
    SELECT sequence, session, expires_at FROM revoked)";
inline constexpr const char* revoke_sessions_of_user = R"(
    WITH ended AS (
        INSERT INTO revocations (sequence, session, expires_at)
        SELECT last + row_number() OVER (ORDER BY sessions.id), sessions.id, sessions.expires_at
        FROM sessions, revocation_sequence
        WHERE sessions.user_id = $1 AND sessions.id <> $2 AND sessions.expires_at > $3
        ON CONFLICT (session) DO NOTHING RETURNING sequence, session, expires_at
    ), counted AS (
        UPDATE revocation_sequence SET last = greatest(last, (SELECT max(sequence) FROM ended))
    )
    SELECT sequence, session, expires_at FROM ended ORDER BY sequence)";
inline constexpr const char* revocations_after =
    "SELECT sequence, session, expires_at FROM revocations WHERE sequence > $1 ORDER BY sequence LIMIT $2";

inline constexpr const char* insert_key =
    "INSERT INTO signing_keys (key_id, jwk, registered_at) VALUES ($1, $2, $3) ON CONFLICT (key_id) DO NOTHING";
inline constexpr const char* keys = "SELECT jwk FROM signing_keys";

// Waits for another who holds the same key, and gives what is kept then: a row that is new has never been updated.
inline constexpr const char* keep_answer = R"(
    INSERT INTO idempotency_keys (id, fingerprint, status, body, location, kept_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO UPDATE SET id = excluded.id
    RETURNING xmax = 0 AS is_new, fingerprint, status, body, location)";
inline constexpr const char* forget_answers = R"(
    DELETE FROM idempotency_keys WHERE id IN (
        SELECT id FROM idempotency_keys WHERE kept_at <= $1 LIMIT 1000 FOR UPDATE SKIP LOCKED))";

}  // namespace boxoffice::user::statements
