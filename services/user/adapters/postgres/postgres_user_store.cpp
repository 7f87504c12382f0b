#include "services/user/adapters/postgres/postgres_user_store.hpp"

#include "services/user/adapters/postgres/schema.hpp"
#include "services/user/adapters/postgres/statements.hpp"
#include "services/user/adapters/stored_words.hpp"

#include <stdexcept>

namespace boxoffice::user {

namespace {

using postgres::Parameters;
using postgres::Result;
using postgres::Row;
using postgres::Statement;
using postgres::Transaction;

/// A deadlock's victim runs again.
constexpr postgres::TransactionOptions repeated{.attempts = 4};
constexpr std::chrono::hours answers_kept{48};

/// PostgreSQL takes every UTF-8 text but U+0000.
bool can_be_stored(std::string_view text) { return text.find('\0') == std::string_view::npos; }

User read_user(const Row& row) {
    return {.id = {row.uuid(0)},
            .name = row.text(1),
            .email = row.text(2),
            .phone = row.optional_text(3),
            .role = role_of(row.text(4)),
            .created_at = row.time(5),
            .revision = row.integer(6)};
}

std::optional<Account> read_account(const Result& result) {
    if (result.empty()) return std::nullopt;
    return Account{.user = read_user(result[0]), .password_hash = result[0].text(7)};
}

auth::Revocation read_revocation(const Row& row) {
    return {.sequence = row.integer(0), .session = row.text(1), .issued_before = {}, .expires_at = row.time(2)};
}

std::vector<auth::Revocation> read_revocations(const Result& result) {
    std::vector<auth::Revocation> revocations;
    for (const auto row : result) revocations.push_back(read_revocation(row));
    return revocations;
}

Parameters columns(const Account& account) {
    const auto& user = account.user;
    return Parameters(user.id, user.email, email_key(user.email), user.name, user.phone, role_text(user.role),
                      account.password_hash, user.revision, user.created_at);
}

using AddResult = std::expected<Added, AddRejection>;
using ChangeResult = std::expected<Changed, ChangeRejection>;

Task<AddResult> add_once(Transaction& transaction, Account account, IdempotencyKey key, KeptAnswer answer,
                         Timestamp now) {
    const auto kept = co_await transaction.query(statements::keep_answer, key.id, key.fingerprint, answer.status,
                                                 answer.body, answer.location, now);
    const auto row = kept[0];
    const bool is_new = row.boolean(0);
    const auto inserted =
        is_new ? (co_await transaction.query(statements::insert_user, columns(account))).affected() : 0;
    if (inserted == 1) {
        transaction.defer(statements::forget_answers, now - answers_kept);
        co_return Added{.user = std::move(account.user)};
    }
    co_await transaction.roll_back();
    if (is_new) co_return std::unexpected(AddRejection::email_taken);
    if (!std::ranges::equal(row.bytes(1), key.fingerprint)) co_return std::unexpected(AddRejection::key_reused);
    co_return Added{.user = std::move(account.user),
                    .replayed = KeptAnswer{
                        .status = static_cast<int>(row.integer(2)), .body = row.text(3), .location = row.text(4)}};
}

Task<bool> is_last_admin(Transaction& transaction) {
    transaction.defer(statements::lock_admins);
    const auto count = co_await transaction.query(statements::count_admins);
    co_return count[0].integer(0) <= 1;
}

Task<std::optional<ChangeRejection>> refusal(Transaction& transaction, const Account& account, const UserChange& change,
                                             const ExpectedRevision& expected) {
    if (!expected.admits(account.user.revision)) co_return ChangeRejection::stale;
    if (change.password && change.password->proven_hash != account.password_hash)
        co_return ChangeRejection::password_changed;
    const bool loses_admin = account.user.role == Role::admin && change.role.value_or(Role::admin) != Role::admin;
    if (loses_admin && co_await is_last_admin(transaction)) co_return ChangeRejection::last_admin;
    co_return std::nullopt;
}

Task<std::vector<auth::Revocation>> end_sessions(Transaction& transaction, const Account& before,
                                                 const UserChange& change, Timestamp now) {
    const bool has_new_role = change.role && *change.role != before.user.role;
    if (!has_new_role && !change.password) co_return std::vector<auth::Revocation>();
    const std::string kept = has_new_role ? "" : change.kept_session;
    transaction.defer(statements::lock_revocation_sequence);
    const auto ended = co_await transaction.query(statements::revoke_sessions_of_user, before.user.id, kept, now);
    transaction.defer(statements::delete_sessions_of_user, before.user.id, kept);
    co_return read_revocations(ended);
}

Task<ChangeResult> apply(Transaction& transaction, UserId id, const UserChange& change,
                         const ExpectedRevision& expected, Timestamp now) {
    const auto account = read_account(co_await transaction.query(statements::find_to_change, id));
    if (!account) co_return std::unexpected(ChangeRejection::not_found);
    if (const auto refused = co_await refusal(transaction, *account, change, expected))
        co_return std::unexpected(*refused);
    auto user = account->user;
    if (change.name) user.name = *change.name;
    if (change.phone) user.phone = *change.phone;
    if (change.role) user.role = *change.role;
    ++user.revision;
    const auto& hash = change.password ? change.password->new_hash : account->password_hash;
    transaction.defer(statements::update_user, id, user.name, user.phone, role_text(user.role), hash, user.revision);
    auto ended = co_await end_sessions(transaction, *account, change, now);
    co_return Changed{.user = std::move(user), .ended = std::move(ended)};
}

}  // namespace

Task<> PostgresUserStore::prepare() { return postgres::migrate(pool_, database_steps()); }

Task<AddResult> PostgresUserStore::add(Account account, std::optional<IdempotencyKey> key, KeptAnswer answer,
                                       Timestamp now) {
    if (key)
        co_return co_await pool_.transaction(
            [&](Transaction& transaction) { return add_once(transaction, account, *key, answer, now); }, repeated);
    const auto inserted = co_await pool_.query(statements::insert_user, columns(account));
    if (inserted.affected() == 0) co_return std::unexpected(AddRejection::email_taken);
    co_return Added{.user = std::move(account.user)};
}

Task<std::optional<Account>> PostgresUserStore::find(UserId id) {
    co_return read_account(co_await pool_.query(statements::find, id));
}

Task<std::optional<Account>> PostgresUserStore::find_by_email(std::string email) {
    if (!can_be_stored(email)) co_return std::nullopt;
    co_return read_account(co_await pool_.query(statements::find_by_email, email_key(email)));
}

Task<std::vector<User>> PostgresUserStore::list(UserFilter filter) {
    if (filter.email && !can_be_stored(*filter.email)) co_return std::vector<User>();
    const auto before = filter.before.value_or(after_every_id);
    const auto found = filter.email ? co_await pool_.query(statements::find_by_email, email_key(*filter.email))
                                    : co_await pool_.query(statements::list, before, filter.limit);
    std::vector<User> users;
    for (const auto row : found) users.push_back(read_user(row));
    std::erase_if(users, [&](const User& user) { return user.id >= before; });
    co_return users;
}

Task<bool> PostgresUserStore::has_admin() {
    const auto result = co_await pool_.query(statements::has_admin);
    co_return result[0].boolean(0);
}

Task<ChangeResult> PostgresUserStore::change(UserId id, UserChange change, ExpectedRevision expected, Timestamp now) {
    co_return co_await pool_.transaction(
        [&](Transaction& transaction) { return apply(transaction, id, change, expected, now); }, repeated);
}

Task<std::optional<User>> PostgresUserStore::open_session(Session session, std::string password_hash, Timestamp now) {
    std::vector<Statement> statements{
        {statements::open_session, Parameters(session.id, session.user_id, session.expires_at, password_hash)},
        {statements::forget_sessions, Parameters(now)},
        {statements::forget_revocations, Parameters(now)}};
    const auto results = co_await pool_.pipeline(std::move(statements));
    if (results[0].empty()) co_return std::nullopt;
    co_return read_user(results[0][0]);
}

Task<auth::Revocation> PostgresUserStore::end_session(std::string id, Timestamp expires_at) {
    std::vector<Statement> statements{{statements::lock_revocation_sequence},
                                      {statements::revoke_session, Parameters(id, expires_at)},
                                      {statements::delete_session, Parameters(id)}};
    const auto results = co_await pool_.pipeline(std::move(statements));
    co_return read_revocation(results[1][0]);
}

Task<std::vector<auth::Revocation>> PostgresUserStore::revocations_after(std::int64_t sequence, std::size_t limit) {
    co_return read_revocations(co_await pool_.query(statements::revocations_after, sequence, limit));
}

Task<std::vector<std::string>> PostgresUserStore::register_key(std::string key_id, std::string jwk, Timestamp now) {
    std::vector<Statement> statements{{statements::insert_key, Parameters(key_id, jwk, now)}, {statements::keys}};
    const auto results = co_await pool_.pipeline(std::move(statements));
    std::vector<std::string> keys;
    for (const auto row : results[1]) keys.push_back(row.text(0));
    co_return keys;
}

}  // namespace boxoffice::user
