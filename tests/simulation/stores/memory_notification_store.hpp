#pragma once

#include "services/notification/ports/notification_store.hpp"
#include "tests/simulation/process.hpp"

#include <map>

namespace boxoffice::simulation {

/// The notifications of all instances: each call is one atomic, durable step.
class NotificationTable {
public:
    using Notification = notification::Notification;
    using NotificationId = notification::NotificationId;

    explicit NotificationTable(std::optional<Mutation> planted = {}) : planted_(planted) {}

    bool insert(const Notification& notification);
    notification::Submitted submit(const notification::Submission& submission);
    std::vector<Notification> claim(notification::Channel channel, Timestamp now, Timestamp lease_until,
                                    std::size_t most);
    void prolong(const notification::Claim& claim, Timestamp lease_until);
    void settle(const notification::Settlement& settlement);
    std::optional<Notification> find(NotificationId id) const;
    std::vector<Notification> list(const notification::NotificationFilter& filter) const;
    std::size_t count() const { return rows_.size(); }

    template <class Visit>
    void each(Visit visit) const {
        for (const auto& [id, row] : rows_) visit(row);
    }

private:
    struct KeyRow {
        Digest fingerprint;
        KeptAnswer answer;
    };

    const Notification* known(const Notification& like) const;
    Notification resend(Notification wanted);
    Notification* under_way(NotificationId id, int attempt);

    std::optional<Mutation> planted_;
    std::map<NotificationId, Notification> rows_;
    std::map<Digest, KeyRow> keys_;
};

/// A process's way to the notifications.
class MemoryNotificationStore final : public notification::NotificationStore {
public:
    using Notification = notification::Notification;

    MemoryNotificationStore(Process& process, NotificationTable& table) : process_(process), table_(table) {}

    Task<std::vector<bool>> insert(std::vector<Notification> notifications) override;
    Task<notification::Submitted> submit(notification::Submission submission) override;
    Task<std::vector<Notification>> claim(notification::Channel channel, Timestamp now, Timestamp lease_until,
                                          std::size_t most) override;
    Task<> prolong(std::vector<notification::Claim> claims, Timestamp lease_until) override;
    Task<> settle(std::vector<notification::Settlement> settlements) override;
    Task<std::optional<Notification>> find(notification::NotificationId id) override;
    Task<std::vector<Notification>> list(notification::NotificationFilter filter) override;
    Task<std::int64_t> count() override;

private:
    template <class Effect>
    auto ask(Effect effect) {
        return process_.ask(Place::notification_store, std::move(effect));
    }

    Process& process_;
    NotificationTable& table_;
};

}  // namespace boxoffice::simulation
