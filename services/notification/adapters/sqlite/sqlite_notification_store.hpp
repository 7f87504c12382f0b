#pragma once

#include "platform/sqlite/store.hpp"
#include "services/notification/ports/notification_store.hpp"

namespace boxoffice::notification {

/// The notifications in a SQLite file that serves one process only: opening it ends the leases of the process before.
class SqliteNotificationStore final : public NotificationStore {
public:
    /// Opens or makes the file; throws as sqlite::Store does.
    SqliteNotificationStore(Loop& loop, const std::string& path);

    Task<std::vector<bool>> insert(std::vector<Notification> notifications) override;
    Task<Submitted> submit(Submission submission) override;
    Task<std::vector<Notification>> claim(Channel channel, Timestamp now, Timestamp lease_until,
                                          std::size_t most) override;
    Task<> prolong(std::vector<Claim> claims, Timestamp lease_until) override;
    Task<> settle(std::vector<Settlement> settlements) override;
    Task<std::optional<Notification>> find(NotificationId id) override;
    Task<std::vector<Notification>> list(NotificationFilter filter) override;
    Task<std::int64_t> count() override;

private:
    sqlite::Store store_;
};

}  // namespace boxoffice::notification
