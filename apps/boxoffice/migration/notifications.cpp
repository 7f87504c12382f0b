#include "apps/boxoffice/migration/migration.hpp"

namespace boxoffice::migration {

namespace {

bool are_equal(const notification::Notification& left, const notification::Notification& right) {
    return left.booking_id == right.booking_id && left.topic == right.topic &&
           left.booking_status == right.booking_status && left.kind == right.kind && left.channel == right.channel &&
           left.recipient == right.recipient && *left.body == *right.body && left.trace_id == right.trace_id &&
           left.state == right.state && left.attempts == right.attempts && left.created_at == right.created_at &&
           left.sent_at == right.sent_at && left.last_error == right.last_error;
}

}  // namespace

Task<Tally> move_notifications(notification::NotificationStore& from, notification::NotificationStore& to) {
    Tally tally{.what = "notifications", .different = {}};
    notification::NotificationFilter filter;
    filter.limit = page;
    for (;;) {
        const auto notifications = co_await from.list(filter);
        if (notifications.empty()) co_return tally;
        co_await to.insert(notifications);
        for (const auto& one : notifications) {
            ++tally.count;
            const auto arrived = co_await to.find(one.id);
            if (!arrived || !are_equal(one, *arrived)) tally.different.push_back(one.id.text());
        }
        filter.before = notifications.back().id;
    }
}

}  // namespace boxoffice::migration
