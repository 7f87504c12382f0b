#pragma once

#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/room.hpp"
#include "services/notification/api/api.hpp"
#include "services/notification/app/consumer.hpp"
#include "services/notification/app/notifications.hpp"

#include <memory>

namespace boxoffice {

/// The notification service.
struct NotificationRoom final : Room {
    struct Ports {
        std::unique_ptr<notification::NotificationStore> store;
        std::shared_ptr<notification::MessageSource> source;
        std::unique_ptr<notification::MailTransport> mail;
        std::unique_ptr<notification::SmsTransport> sms;
    };
    /// Links in mails begin with base.public_url, which must be known by now.
    NotificationRoom(Base& base, Door& door, Ports ports);

    void start() override;
    void stop() override;

    Ports ports;
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
