#include "tests/simulation/stores/memory_notification_store.hpp"

#include <algorithm>

namespace boxoffice::simulation {

using notification::Channel;
using notification::Notification;
using notification::NotificationFilter;
using notification::NotificationId;
using notification::State;
using notification::Submitted;

namespace {

bool of_series(const Notification& one, const Notification& like) {
    return one.booking_id == like.booking_id && (one.topic == like.topic || one.topic.starts_with(like.topic + "+"));
}

bool passes(const Notification& one, const NotificationFilter& filter) {
    return (!filter.booking_id || one.booking_id == *filter.booking_id) &&
           (!filter.state || one.state == *filter.state) && (!filter.before || one.id < *filter.before);
}

}  // namespace

const Notification* NotificationTable::known(const Notification& like) const {
    for (const auto& [id, row] : rows_)
        if (row.booking_id == like.booking_id && row.topic == like.topic && row.channel == like.channel) return &row;
    return nullptr;
}

bool NotificationTable::insert(const Notification& notification) {
    if (planted_ != Mutation::topics_not_unique && known(notification) != nullptr) return false;
    return rows_.emplace(notification.id, notification).second;
}

/// A resend has a number behind its topic, and says what the fullest message of the topic says.
Notification NotificationTable::resend(Notification wanted) {
    int number = 0;
    auto body = wanted.body;
    for (const auto& [id, row] : rows_) {
        if (!of_series(row, wanted)) continue;
        if (row.channel == wanted.channel) ++number;
        if (row.body->size() > body->size()) body = row.body;
    }
    wanted.body = body;
    if (number > 0) wanted.topic += "+" + std::to_string(number);
    insert(wanted);
    return wanted;
}

Submitted NotificationTable::submit(const notification::Submission& submission) {
    if (submission.key) {
        const auto known_key = keys_.find(submission.key->id);
        if (known_key != keys_.end()) {
            if (known_key->second.fingerprint != submission.key->fingerprint) return {.use = KeyUse::reused};
            return {.use = KeyUse::replayed, .answer = known_key->second.answer};
        }
    }
    std::vector<Notification> stored;
    for (const auto& wanted : submission.wanted) {
        if (submission.resend) {
            stored.push_back(resend(wanted));
            continue;
        }
        insert(wanted);
        stored.push_back(*known(wanted));
    }
    Submitted submitted{.use = KeyUse::fresh, .answer = submission.render(stored)};
    if (submission.key) keys_[submission.key->id] = {submission.key->fingerprint, submitted.answer};
    return submitted;
}

std::vector<Notification> NotificationTable::claim(Channel channel, Timestamp now, Timestamp lease_until,
                                                   std::size_t most) {
    std::vector<Notification*> due;
    for (auto& [id, row] : rows_)
        if (row.channel == channel && row.due_at && *row.due_at <= now) due.push_back(&row);
    std::ranges::sort(due, {}, [](const Notification* row) { return std::pair(*row->due_at, row->id); });
    due.resize(std::min(most, due.size()));
    std::vector<Notification> claimed;
    for (auto* const row : due) {
        row->state = State::SENDING;
        row->due_at = lease_until;
        ++row->attempts;
        claimed.push_back(*row);
    }
    return claimed;
}

Notification* NotificationTable::under_way(NotificationId id, int attempt) {
    const auto row = rows_.find(id);
    if (row == rows_.end()) return nullptr;
    return row->second.state == State::SENDING && row->second.attempts == attempt ? &row->second : nullptr;
}

void NotificationTable::prolong(const notification::Claim& claim, Timestamp lease_until) {
    if (auto* const row = under_way(claim.id, claim.attempt)) row->due_at = lease_until;
}

void NotificationTable::settle(const notification::Settlement& settlement) {
    auto* const row = under_way(settlement.id, settlement.attempt);
    if (row == nullptr) return;
    row->state = settlement.state;
    row->due_at.reset();
    if (settlement.state == State::QUEUED) row->due_at = settlement.at;
    if (settlement.state == State::SENT) row->sent_at = settlement.at;
    if (settlement.error) row->last_error = settlement.error;
}

std::optional<Notification> NotificationTable::find(NotificationId id) const {
    const auto row = rows_.find(id);
    return row == rows_.end() ? std::nullopt : std::optional(row->second);
}

std::vector<Notification> NotificationTable::list(const NotificationFilter& filter) const {
    std::vector<Notification> found;
    for (auto row = rows_.rbegin(); row != rows_.rend() && found.size() < filter.limit; ++row)
        if (passes(row->second, filter)) found.push_back(row->second);
    return found;
}

Task<std::vector<bool>> MemoryNotificationStore::insert(std::vector<Notification> notifications) {
    return ask([&table = table_, notifications = std::move(notifications)] {
        std::vector<bool> stored;
        for (const auto& one : notifications) stored.push_back(table.insert(one));
        return stored;
    });
}

Task<Submitted> MemoryNotificationStore::submit(notification::Submission submission) {
    return ask([&table = table_, submission = std::move(submission)] { return table.submit(submission); });
}

Task<std::vector<Notification>> MemoryNotificationStore::claim(Channel channel, Timestamp now, Timestamp lease_until,
                                                               std::size_t most) {
    return ask(
        [&table = table_, channel, now, lease_until, most] { return table.claim(channel, now, lease_until, most); });
}

Task<> MemoryNotificationStore::prolong(std::vector<notification::Claim> claims, Timestamp lease_until) {
    return ask([&table = table_, claims = std::move(claims), lease_until] {
        for (const auto& claim : claims) table.prolong(claim, lease_until);
    });
}

Task<> MemoryNotificationStore::settle(std::vector<notification::Settlement> settlements) {
    return ask([&table = table_, settlements = std::move(settlements)] {
        for (const auto& settlement : settlements) table.settle(settlement);
    });
}

Task<std::optional<Notification>> MemoryNotificationStore::find(NotificationId id) {
    return ask([&table = table_, id] { return table.find(id); });
}

Task<std::vector<Notification>> MemoryNotificationStore::list(NotificationFilter filter) {
    return ask([&table = table_, filter = std::move(filter)] { return table.list(filter); });
}

Task<std::int64_t> MemoryNotificationStore::count() {
    return ask([&table = table_] { return static_cast<std::int64_t>(table.count()); });
}

}  // namespace boxoffice::simulation
