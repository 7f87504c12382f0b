#include "apps/boxoffice/migration/migration.hpp"
#include "platform/postgres/error.hpp"

namespace boxoffice::migration {

namespace {

bool are_equal(const user::Account& left, const user::Account& right) {
    const auto& a = left.user;
    const auto& b = right.user;
    return a.id == b.id && a.name == b.name && a.email == b.email && a.phone == b.phone && a.role == b.role &&
           a.created_at == b.created_at && a.revision == b.revision && left.password_hash == right.password_hash;
}

Task<bool> move_user(user::Account account, user::UserStore& to, Timestamp now) {
    co_await to.add(account, std::nullopt, {}, now);
    const auto arrived = co_await to.find(account.user.id);
    co_return arrived&& are_equal(account, *arrived);
}

Task<> move_revocations(user::SqliteUserStore& from, user::UserStore& to, Timestamp now) {
    std::int64_t sequence = 0;
    for (;;) {
        const auto revocations = co_await from.revocations_after(sequence, page);
        if (revocations.empty()) co_return;
        for (const auto& revocation : revocations)
            if (revocation.expires_at > now) co_await to.end_session(revocation.session, revocation.expires_at);
        sequence = revocations.back().sequence;
    }
}

/// True also when it is there from an attempt before.
Task<bool> move_session(user::Session session, user::UserStore& to, Timestamp now) {
    const auto account = co_await to.find(session.user_id);
    if (!account) co_return false;
    try {
        co_return (co_await to.open_session(session, account->password_hash, now)).has_value();
    } catch (const postgres::Error& error) {
        if (!error.is_unique_violation()) throw;
    }
    co_return true;
}

}  // namespace

Task<Tally> move_users(user::SqliteUserStore& from, user::UserStore& to, Timestamp now) {
    Tally tally{.what = "accounts", .different = {}};
    user::UserFilter filter;
    filter.limit = page;
    for (;;) {
        const auto users = co_await from.list(filter);
        if (users.empty()) co_return tally;
        for (const auto& one : users) {
            auto account = co_await from.find(one.id);
            ++tally.count;
            if (!co_await move_user(account.value(), to, now)) tally.different.push_back(one.email);
        }
        filter.before = users.back().id;
    }
}

Task<Tally> move_sessions(user::SqliteUserStore& from, user::UserStore& to, Timestamp now) {
    co_await move_revocations(from, to, now);
    Tally tally{.what = "sessions", .different = {}};
    std::string id;
    for (;;) {
        const auto sessions = co_await from.sessions_after(id, page);
        if (sessions.empty()) co_return tally;
        for (const auto& session : sessions) {
            id = session.id;
            if (session.expires_at <= now) continue;
            ++tally.count;
            if (!co_await move_session(session, to, now)) tally.different.push_back(session.id);
        }
    }
}

}  // namespace boxoffice::migration
