#include "services/user/adapters/sqlite/sqlite_user_store.hpp"

#include "platform/idempotency/sqlite_table.hpp"
#include "services/user/adapters/sqlite/schema.hpp"
#include "services/user/adapters/stored_words.hpp"

#include <stdexcept>

namespace boxoffice::user {

namespace {

using sqlite::Connection;
using sqlite::Rows;

constexpr const char* insert_user_sql = R"(
    INSERT INTO users (id, email, email_key, name, phone, role, password_hash, revision, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (email_key) DO NOTHING)";
constexpr const char* find_sql =
    "SELECT id, name, email, phone, role, created_at, revision, password_hash FROM users WHERE id = ?";
constexpr const char* find_by_email_sql =
    "SELECT id, name, email, phone, role, created_at, revision, password_hash FROM users WHERE email_key = ?";
constexpr const char* list_sql = R"(
    SELECT id, name, email, phone, role, created_at, revision FROM users
    WHERE id < ? ORDER BY id DESC LIMIT ?)";
constexpr const char* count_admins_sql = "SELECT count(*) FROM users WHERE role = 'admin'";
constexpr const char* update_user_sql =
    "UPDATE users SET name = ?2, phone = ?3, role = ?4, password_hash = ?5, revision = ?6 WHERE id = ?1";

constexpr const char* insert_session_sql = "INSERT INTO sessions (id, user_id, expires_at) VALUES (?, ?, ?)";
constexpr const char* sessions_of_user_sql =
    "SELECT id, expires_at FROM sessions WHERE user_id = ? AND id <> ? AND expires_at > ?";
constexpr const char* delete_session_sql = "DELETE FROM sessions WHERE id = ?";
constexpr const char* forget_sessions_sql = "DELETE FROM sessions WHERE expires_at <= ?";

constexpr const char* insert_revocation_sql =
    "INSERT INTO revocations (session, expires_at) VALUES (?, ?) ON CONFLICT (session) DO NOTHING";
constexpr const char* revocation_of_session_sql =
    "SELECT sequence, session, expires_at FROM revocations WHERE session = ?";
constexpr const char* revocations_after_sql =
    "SELECT sequence, session, expires_at FROM revocations WHERE sequence > ? ORDER BY sequence LIMIT ?";
constexpr const char* forget_revocations_sql = "DELETE FROM revocations WHERE expires_at <= ?";

constexpr const char* insert_key_sql =
    "INSERT INTO public_keys (key_id, jwk, registered_at) VALUES (?, ?, ?) ON CONFLICT (key_id) DO NOTHING";
constexpr const char* keys_sql = "SELECT jwk FROM public_keys";

User read_user(const Rows& rows) {
    return {.id = {rows.uuid(0)},
            .name = rows.text(1),
            .email = rows.text(2),
            .phone = rows.optional_text(3),
            .role = role_of(rows.text(4)),
            .created_at = rows.time(5),
            .revision = rows.integer(6)};
}

std::optional<Account> read_account(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return Account{.user = read_user(rows), .password_hash = rows.text(7)};
}

auth::Revocation read_revocation(const Rows& rows) {
    return {.sequence = rows.integer(0), .session = rows.text(1), .issued_before = {}, .expires_at = rows.time(2)};
}

bool insert(Connection& connection, const Account& account) {
    const auto& user = account.user;
    return connection.run(insert_user_sql, user.id, user.email, email_key(user.email), user.name, user.phone,
                          role_text(user.role), account.password_hash, user.revision, user.created_at) == 1;
}

std::int64_t count_admins(Connection& connection) {
    auto rows = connection.query(count_admins_sql);
    rows.next();
    return rows.integer(0);
}

auth::Revocation revoke(Connection& connection, const std::string& session, Timestamp expires_at) {
    connection.run(insert_revocation_sql, session, expires_at);
    connection.run(delete_session_sql, session);
    auto rows = connection.query(revocation_of_session_sql, session);
    rows.next();
    return read_revocation(rows);
}

std::vector<Session> sessions_of(Connection& connection, UserId id, const std::string& but, Timestamp now) {
    std::vector<Session> sessions;
    auto rows = connection.query(sessions_of_user_sql, id, but, now);
    while (rows.next()) sessions.push_back({.id = rows.text(0), .user_id = id, .expires_at = rows.time(1)});
    return sessions;
}

std::optional<ChangeRejection> refusal(Connection& connection, const Account& account, const UserChange& change,
                                       const ExpectedRevision& expected) {
    if (!expected.admits(account.user.revision)) return ChangeRejection::stale;
    if (change.password && change.password->proven_hash != account.password_hash)
        return ChangeRejection::password_changed;
    const bool loses_admin = account.user.role == Role::admin && change.role.value_or(Role::admin) != Role::admin;
    if (loses_admin && count_admins(connection) == 1) return ChangeRejection::last_admin;
    return std::nullopt;
}

std::vector<auth::Revocation> end_sessions(Connection& connection, const Account& before, const UserChange& change,
                                           Timestamp now) {
    const bool has_new_role = change.role && *change.role != before.user.role;
    if (!has_new_role && !change.password) return {};
    std::vector<auth::Revocation> ended;
    for (const auto& session : sessions_of(connection, before.user.id, has_new_role ? "" : change.kept_session, now))
        ended.push_back(revoke(connection, session.id, session.expires_at));
    return ended;
}

std::expected<Changed, ChangeRejection> apply(Connection& connection, UserId id, const UserChange& change,
                                              const ExpectedRevision& expected, Timestamp now) {
    const auto account = read_account(connection.query(find_sql, id));
    if (!account) return std::unexpected(ChangeRejection::not_found);
    if (const auto refused = refusal(connection, *account, change, expected)) return std::unexpected(*refused);
    auto user = account->user;
    if (change.name) user.name = *change.name;
    if (change.phone) user.phone = *change.phone;
    if (change.role) user.role = *change.role;
    ++user.revision;
    const auto& hash = change.password ? change.password->new_hash : account->password_hash;
    connection.run(update_user_sql, id, user.name, user.phone, role_text(user.role), hash, user.revision);
    return Changed{.user = std::move(user), .ended = end_sessions(connection, *account, change, now)};
}

}  // namespace

SqliteUserStore::SqliteUserStore(Loop& loop, const std::string& path) : store_(loop, path, migrations()) {}

Task<std::expected<Added, AddRejection>> SqliteUserStore::add(Account account, std::optional<IdempotencyKey> key,
                                                              KeptAnswer answer, Timestamp now) {
    using Result = std::expected<Added, AddRejection>;
    co_return co_await store_.write(
        [account = std::move(account), key, answer = std::move(answer), now](Connection& connection) -> Result {
            if (key) {
                auto found = IdempotencyTable::find(connection, *key);
                if (found.use == KeyUse::reused) return std::unexpected(AddRejection::key_reused);
                if (found.use == KeyUse::replayed)
                    return Added{.user = account.user, .replayed = std::move(found.answer)};
            }
            if (!insert(connection, account)) return std::unexpected(AddRejection::email_taken);
            if (key) IdempotencyTable::keep(connection, *key, answer, now);
            return Added{.user = account.user};
        });
}

Task<std::optional<Account>> SqliteUserStore::find(UserId id) {
    co_return co_await store_.read(
        [id](Connection& connection) { return read_account(connection.query(find_sql, id)); });
}

Task<std::optional<Account>> SqliteUserStore::find_by_email(std::string email) {
    co_return co_await store_.read([key = email_key(email)](Connection& connection) {
        return read_account(connection.query(find_by_email_sql, key));
    });
}

Task<std::vector<User>> SqliteUserStore::list(UserFilter filter) {
    co_return co_await store_.read([filter = std::move(filter)](Connection& connection) {
        const auto before = filter.before.value_or(after_every_id);
        std::vector<User> users;
        auto rows = filter.email ? connection.query(find_by_email_sql, email_key(*filter.email))
                                 : connection.query(list_sql, before, filter.limit);
        while (rows.next()) users.push_back(read_user(rows));
        std::erase_if(users, [&](const User& user) { return user.id >= before; });
        return users;
    });
}

Task<bool> SqliteUserStore::has_admin() {
    co_return co_await store_.read([](Connection& connection) { return count_admins(connection) > 0; });
}

Task<std::expected<Changed, ChangeRejection>> SqliteUserStore::change(UserId id, UserChange change,
                                                                      ExpectedRevision expected, Timestamp now) {
    co_return co_await store_.write(
        [id, change = std::move(change), expected = std::move(expected), now](Connection& connection) {
            return apply(connection, id, change, expected, now);
        });
}

Task<std::optional<User>> SqliteUserStore::open_session(Session session, std::string password_hash, Timestamp now) {
    co_return co_await store_.write([session = std::move(session), password_hash = std::move(password_hash),
                                     now](Connection& connection) -> std::optional<User> {
        const auto account = read_account(connection.query(find_sql, session.user_id));
        if (!account || account->password_hash != password_hash) return std::nullopt;
        connection.run(forget_sessions_sql, now);
        connection.run(forget_revocations_sql, now);
        connection.run(insert_session_sql, session.id, session.user_id, session.expires_at);
        return account->user;
    });
}

Task<auth::Revocation> SqliteUserStore::end_session(std::string id, Timestamp expires_at) {
    co_return co_await store_.write(
        [id = std::move(id), expires_at](Connection& connection) { return revoke(connection, id, expires_at); });
}

Task<std::vector<auth::Revocation>> SqliteUserStore::revocations_after(std::int64_t sequence, std::size_t limit) {
    co_return co_await store_.read([sequence, limit](Connection& connection) {
        std::vector<auth::Revocation> revocations;
        auto rows = connection.query(revocations_after_sql, sequence, limit);
        while (rows.next()) revocations.push_back(read_revocation(rows));
        return revocations;
    });
}

Task<std::vector<std::string>> SqliteUserStore::register_key(std::string key_id, std::string jwk, Timestamp now) {
    co_return co_await store_.write([key_id = std::move(key_id), jwk = std::move(jwk), now](Connection& connection) {
        connection.run(insert_key_sql, key_id, jwk, now);
        std::vector<std::string> keys;
        auto rows = connection.query(keys_sql);
        while (rows.next()) keys.push_back(rows.text(0));
        return keys;
    });
}

Task<std::vector<Session>> SqliteUserStore::sessions_after(std::string id, std::size_t most) {
    return store_.read([id = std::move(id), most](Connection& connection) {
        std::vector<Session> sessions;
        auto rows =
            connection.query("SELECT id, user_id, expires_at FROM sessions WHERE id > ? ORDER BY id LIMIT ?", id, most);
        while (rows.next())
            sessions.push_back({.id = rows.text(0), .user_id = UserId{rows.uuid(1)}, .expires_at = rows.time(2)});
        return sessions;
    });
}

}  // namespace boxoffice::user
