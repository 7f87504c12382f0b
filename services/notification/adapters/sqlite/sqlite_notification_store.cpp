#include "services/notification/adapters/sqlite/sqlite_notification_store.hpp"

#include "platform/idempotency/sqlite_table.hpp"
#include "services/notification/adapters/sqlite/notification_rows.hpp"

namespace boxoffice::notification {

namespace {

void free_claimed_before(const std::string& path) {
    sqlite::Connection connection(path, {});
    rows::end_leases(connection);
}

std::vector<bool> insert_in(sqlite::Connection& connection, const std::vector<Notification>& notifications) {
    std::vector<bool> stored;
    stored.reserve(notifications.size());
    for (const auto& notification : notifications) stored.push_back(rows::insert(connection, notification));
    rows::add_to_count(connection, std::ranges::count(stored, true));
    return stored;
}

// A resend has a number behind its topic, and says what the fullest message of the topic says.
Notification resent(sqlite::Connection& connection, Notification wanted) {
    const auto series = rows::series_of(connection, wanted);
    if (series.size > 0) wanted.topic += "+" + std::to_string(series.size);
    if (series.newest && series.newest->body->size() > wanted.body->size()) wanted.body = series.newest->body;
    return wanted;
}

Notification submit_one(sqlite::Connection& connection, Notification wanted, bool resend) {
    if (resend) wanted = resent(connection, std::move(wanted));
    if (!rows::insert(connection, wanted)) return *rows::by_topic(connection, wanted);
    rows::add_to_count(connection, 1);
    return wanted;
}

Submitted submit_in(sqlite::Connection& connection, const Submission& submission) {
    if (submission.key) {
        auto found = IdempotencyTable::find(connection, *submission.key);
        if (found.use != KeyUse::fresh) return {found.use, std::move(found.answer)};
    }
    std::vector<Notification> known;
    for (const auto& wanted : submission.wanted) known.push_back(submit_one(connection, wanted, submission.resend));
    auto answer = submission.render(known);
    if (submission.key) IdempotencyTable::keep(connection, *submission.key, answer, submission.now);
    return {KeyUse::fresh, std::move(answer)};
}

}  // namespace

SqliteNotificationStore::SqliteNotificationStore(Loop& loop, const std::string& path)
    : store_(loop, path, rows::migrations()) {
    free_claimed_before(path);
}

Task<std::vector<bool>> SqliteNotificationStore::insert(std::vector<Notification> notifications) {
    return store_.write_unhurried([notifications = std::move(notifications)](sqlite::Connection& connection) {
        return insert_in(connection, notifications);
    });
}

Task<Submitted> SqliteNotificationStore::submit(Submission submission) {
    return store_.write([submission = std::move(submission)](sqlite::Connection& connection) {
        return submit_in(connection, submission);
    });
}

Task<std::vector<Notification>> SqliteNotificationStore::claim(Channel channel, Timestamp now, Timestamp lease_until,
                                                               std::size_t most) {
    return store_.write(
        [=](sqlite::Connection& connection) { return rows::claim(connection, channel, now, lease_until, most); });
}

Task<> SqliteNotificationStore::prolong(std::vector<Claim> claims, Timestamp lease_until) {
    return store_.write([claims = std::move(claims), lease_until](sqlite::Connection& connection) {
        for (const auto& claim : claims) rows::prolong(connection, claim, lease_until);
    });
}

Task<> SqliteNotificationStore::settle(std::vector<Settlement> settlements) {
    return store_.write_unhurried([settlements = std::move(settlements)](sqlite::Connection& connection) {
        for (const auto& settlement : settlements) rows::settle(connection, settlement);
    });
}

Task<std::optional<Notification>> SqliteNotificationStore::find(NotificationId id) {
    return store_.read([id](sqlite::Connection& connection) { return rows::by_id(connection, id); });
}

Task<std::vector<Notification>> SqliteNotificationStore::list(NotificationFilter filter) {
    return store_.read(
        [filter = std::move(filter)](sqlite::Connection& connection) { return rows::list(connection, filter); });
}

Task<std::int64_t> SqliteNotificationStore::count() {
    return store_.read([](sqlite::Connection& connection) { return rows::count(connection); });
}

}  // namespace boxoffice::notification
