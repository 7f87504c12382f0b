#include "apps/boxoffice/rooms/notification_room.hpp"

#include "generated/notification_openapi.hpp"
#include "services/notification/adapters/mail/file_mail_transport.hpp"
#include "services/notification/adapters/mail/null_mail_transport.hpp"
#include "services/notification/adapters/mail/smtp_mail_transport.hpp"
#include "services/notification/adapters/sms/file_sms_transport.hpp"
#include "services/notification/adapters/sms/http_sms_transport.hpp"

namespace boxoffice {

namespace {

std::unique_ptr<notification::MailTransport> mail_transport_of(Base& base) {
    const auto& url = base.configuration.notification.smtp_url;
    if (url.empty()) return std::make_unique<notification::FileMailTransport>(base.loop, base.folder.path() / "mail");
    if (url.reveal() == "null:") return std::make_unique<notification::NullMailTransport>();
    return std::make_unique<notification::SmtpMailTransport>(base.loop, notification::SmtpSettings{.url = url});
}

std::unique_ptr<notification::SmsTransport> sms_transport_of(Base& base) {
    const auto& settings = base.configuration.notification;
    if (!settings.sms_api_url)
        return std::make_unique<notification::FileSmsTransport>(base.loop, base.folder.path() / "sms");
    return std::make_unique<notification::HttpSmsTransport>(
        base.loop, notification::SmsSettings{.api_url = *settings.sms_api_url,
                                             .account = settings.sms_account.value_or(""),
                                             .token = settings.sms_token,
                                             .from = settings.sms_from.value_or("")});
}

notification::Sender::Parts sender_parts(Base& base, Door& door, notification::NotificationStore& store,
                                         notification::Courier& courier) {
    return {.store = store,
            .courier = courier,
            .clock = base.clock,
            .loop = base.loop,
            .scope = base.scope,
            .log = door.log,
            .metrics = door.metrics};
}

}  // namespace

NotificationRoom::NotificationRoom(Base& base, Door& door, notification::MessageSource& source)
    : store(base.loop, base.folder.file("notification.sqlite")),
      mail_transport(mail_transport_of(base)),
      sms_transport(sms_transport_of(base)),
      mail_composer(notification::Mailbox::parse(base.configuration.notification.mail_from).value(), base.public_url),
      sms_composer(base.public_url),
      mail_courier(*mail_transport, mail_composer),
      sms_courier(*sms_transport, sms_composer),
      mail(notification::Channel::email, sender_parts(base, door, store, mail_courier)),
      sms(notification::Channel::sms, sender_parts(base, door, store, sms_courier)),
      consumer({.source = source,
                .store = store,
                .mail = mail,
                .sms = sms,
                .ids = base.ids,
                .clock = base.clock,
                .scope = base.scope,
                .log = door.log,
                .metrics = door.metrics}),
      notifications({.store = store, .mail = mail, .sms = sms, .ids = base.ids, .clock = base.clock, .log = door.log}),
      api(notifications) {
    api.add_routes(door.router);
    add_common_routes(door, "notification", notification::openapi_json);
}

void NotificationRoom::start() {
    mail.start();
    sms.start();
    consumer.start();
}

void NotificationRoom::stop() {
    consumer.stop();
    mail.stop();
    sms.stop();
}

}  // namespace boxoffice
