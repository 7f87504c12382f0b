#include "services/notification/api/rendering.hpp"

#include "platform/json/write.hpp"

namespace boxoffice::notification {

namespace {

struct NotificationView {
    NotificationId id;
    std::string booking_id;
    std::string booking_status;
    MessageKind kind{};
    Channel channel{};
    std::string recipient;
    State status{};
    int attempts = 0;
    std::optional<Timestamp> next_attempt_at = {};
    std::optional<std::string> last_error;
    Timestamp created_at;
    std::optional<Timestamp> sent_at;
};
BOOST_DESCRIBE_STRUCT(NotificationView, (),
                      (id, booking_id, booking_status, kind, channel, recipient, status, attempts, next_attempt_at,
                       last_error, created_at, sent_at))

struct AcceptedView : NotificationView {
    std::vector<NotificationView> notifications;
};
BOOST_DESCRIBE_STRUCT(AcceptedView, (NotificationView), (notifications))

NotificationView view_of(const Notification& notification) {
    NotificationView view{.id = notification.id,
                          .booking_id = notification.booking_id,
                          .booking_status = notification.booking_status,
                          .kind = notification.kind,
                          .channel = notification.channel,
                          .recipient = notification.recipient,
                          .status = notification.state,
                          .attempts = notification.attempts,
                          .last_error = notification.last_error,
                          .created_at = notification.created_at,
                          .sent_at = notification.sent_at};
    if (notification.state == State::QUEUED) view.next_attempt_at = notification.due_at;
    return view;
}

}  // namespace

std::string notification_json(const Notification& notification) { return json::write(view_of(notification)); }

KeptAnswer accepted(const std::vector<Notification>& notifications) {
    AcceptedView view{view_of(notifications.front()), {}};
    for (const auto& notification : notifications) view.notifications.push_back(view_of(notification));
    return {.status = 202, .body = json::write(view), .location = "/notifications/" + notifications.front().id.text()};
}

}  // namespace boxoffice::notification
