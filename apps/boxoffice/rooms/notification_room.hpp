#pragma once

#include "apps/boxoffice/base.hpp"
#include "services/notification/adapters/sqlite/sqlite_notification_store.hpp"
#include "services/notification/api/api.hpp"
#include "services/notification/app/consumer.hpp"
#include "services/notification/app/notifications.hpp"

#include <memory>

namespace boxoffice {

/// The notification service on SQLite, fed by `source`.
struct NotificationRoom {
    /// Links in mails begin with base.public_url, which must be known by now.
    NotificationRoom(Base& base, Door& door, notification::MessageSource& source);

    void start();
    void stop();

    notification::SqliteNotificationStore store;
    std::unique_ptr<notification::MailTransport> mail_transport;
    std::unique_ptr<notification::SmsTransport> sms_transport;
    notification::MailComposer mail_composer;
    notification::SmsComposer sms_composer;
    notification::MailCourier mail_courier;
    notification::SmsCourier sms_courier;
    notification::Sender mail;
    notification::Sender sms;
    notification::Consumer consumer;
    notification::Notifications notifications;
    notification::Api api;
};

}  // namespace boxoffice
