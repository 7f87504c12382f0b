#include "services/notification/app/courier.hpp"

namespace boxoffice::notification {

Task<std::vector<Delivery>> MailCourier::deliver(const std::vector<Notification>& notifications) {
    std::vector<Mail> mails;
    mails.reserve(notifications.size());
    for (const auto& notification : notifications)
        mails.push_back({.id = notification.id,
                         .sender = composer_.sender(),
                         .recipient = notification.recipient,
                         .text = [&composer = composer_, notification] { return composer.compose(notification); }});
    co_return co_await transport_.send(std::move(mails));
}

Task<std::vector<Delivery>> SmsCourier::deliver(const std::vector<Notification>& notifications) {
    std::vector<Sms> messages;
    messages.reserve(notifications.size());
    for (const auto& notification : notifications)
        messages.push_back({.id = notification.id,
                            .booking_id = notification.booking_id,
                            .recipient = notification.recipient,
                            .text = composer_.compose(notification)});
    co_return co_await transport_.send(std::move(messages));
}

}  // namespace boxoffice::notification
