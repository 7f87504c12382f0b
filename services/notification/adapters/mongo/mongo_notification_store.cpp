#include "services/notification/adapters/mongo/mongo_notification_store.hpp"

#include "services/notification/adapters/mongo/notification_documents.hpp"
#include "services/notification/adapters/mongo/submissions.hpp"
#include "services/notification/adapters/mongo/tally.hpp"

namespace boxoffice::notification {

namespace {

constexpr std::int64_t schema_version = 1;

}  // namespace

Task<> MongoNotificationStore::prepare() {
    co_await client_.run([](mongo::Database& database) {
        mongo::prepare_schema(database, "notification", schema_version,
                              std::array{documents::indexes(), submissions::indexes()});
    });
}

Task<std::vector<bool>> MongoNotificationStore::insert(std::vector<Notification> notifications) {
    co_return co_await client_.run(
        [notifications = std::move(notifications), now = clock_.now()](mongo::Database& database) {
            auto stored = documents::insert(database, notifications);
            tally::note(database, notifications, now);
            return stored;
        });
}

Task<Submitted> MongoNotificationStore::submit(Submission submission) {
    co_return co_await client_.run([submission = std::move(submission)](mongo::Database& database) {
        return submissions::submit(database, submission);
    });
}

Task<std::vector<Notification>> MongoNotificationStore::claim(Channel channel, Timestamp now, Timestamp lease_until,
                                                              std::size_t most) {
    co_return co_await client_.run(
        [=](mongo::Database& database) { return documents::claim(database, channel, now, lease_until, most); });
}

Task<> MongoNotificationStore::prolong(std::vector<Claim> claims, Timestamp lease_until) {
    co_await client_.run([claims = std::move(claims), lease_until](mongo::Database& database) {
        documents::prolong(database, claims, lease_until);
    });
}

Task<> MongoNotificationStore::settle(std::vector<Settlement> settlements) {
    co_await client_.run([settlements = std::move(settlements)](mongo::Database& database) {
        documents::settle(database, settlements);
    });
}

Task<std::optional<Notification>> MongoNotificationStore::find(NotificationId id) {
    co_return co_await client_.run([id](mongo::Database& database) { return documents::by_id(database, id); });
}

Task<std::vector<Notification>> MongoNotificationStore::list(NotificationFilter filter) {
    co_return co_await client_.run(
        [filter = std::move(filter)](mongo::Database& database) { return documents::list(database, filter); });
}

Task<std::int64_t> MongoNotificationStore::count() {
    co_return co_await client_.run(
        [now = clock_.now()](mongo::Database& database) { return tally::count(database, now); });
}

}  // namespace boxoffice::notification
