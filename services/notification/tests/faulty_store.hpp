#pragma once

#include "services/notification/ports/notification_store.hpp"

#include <algorithm>
#include <stdexcept>

namespace boxoffice::notification {

/// A store that may be away, and that cannot store a booking named "poison".
class FaultyStore final : public NotificationStore {
public:
    explicit FaultyStore(NotificationStore& store) : store_(store) {}

    Task<std::vector<bool>> insert(std::vector<Notification> notifications) override {
        fail_when_away();
        const auto poisoned = [](const Notification& one) { return one.booking_id == "poison"; };
        if (std::ranges::any_of(notifications, poisoned)) throw std::runtime_error("it cannot be stored");
        return store_.insert(std::move(notifications));
    }
    Task<std::int64_t> count() override {
        fail_when_away();
        return store_.count();
    }
    Task<Submitted> submit(Submission submission) override { return store_.submit(std::move(submission)); }
    Task<std::vector<Notification>> claim(Channel channel, Timestamp now, Timestamp until, std::size_t most) override {
        return store_.claim(channel, now, until, most);
    }
    Task<> prolong(std::vector<Claim> claims, Timestamp until) override {
        return store_.prolong(std::move(claims), until);
    }
    Task<> settle(std::vector<Settlement> settlements) override { return store_.settle(std::move(settlements)); }
    Task<std::optional<Notification>> find(NotificationId id) override { return store_.find(id); }
    Task<std::vector<Notification>> list(NotificationFilter filter) override { return store_.list(std::move(filter)); }

    bool away = false;
    int failures = 0;

private:
    void fail_when_away() {
        if (!away) return;
        ++failures;
        throw std::runtime_error("the store is away");
    }

    NotificationStore& store_;
};

}  // namespace boxoffice::notification
