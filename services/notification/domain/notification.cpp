#include "services/notification/domain/notification.hpp"

#include "services/notification/domain/address.hpp"

namespace boxoffice::notification {

using namespace std::chrono_literals;

std::chrono::seconds retry_gap(int attempts) {
    constexpr std::array<std::chrono::seconds, attempts_max - 1> gaps{10s, 30s, 2min, 10min, 30min, 1h, 2h};
    return gaps[static_cast<std::size_t>(std::clamp(attempts, 1, attempts_max - 1) - 1)];
}

Notification notification_for(const Message& message, Channel channel, std::shared_ptr<const std::string> body,
                              Timestamp now) {
    const bool by_mail = channel == Channel::email;
    Notification notification{.booking_id = message.booking_id,
                              .topic = topic_of(message),
                              .booking_status = message.status,
                              .kind = message.kind,
                              .channel = channel,
                              .recipient = by_mail ? message.user_email : message.phone.value_or(""),
                              .body = std::move(body),
                              .due_at = now,
                              .created_at = now};
    const bool good = by_mail ? is_mail_address(notification.recipient) : is_phone_number(notification.recipient);
    if (!good) {
        notification.state = State::FAILED;
        notification.due_at.reset();
        notification.last_error = by_mail ? "not an e-mail address" : "not a phone number";
    }
    return notification;
}

std::vector<Notification> notifications_for(const Message& message, std::shared_ptr<const std::string> body,
                                            Timestamp now) {
    std::vector<Notification> notifications;
    notifications.push_back(notification_for(message, Channel::email, body, now));
    if (message.phone) notifications.push_back(notification_for(message, Channel::sms, body, now));
    return notifications;
}

}  // namespace boxoffice::notification
