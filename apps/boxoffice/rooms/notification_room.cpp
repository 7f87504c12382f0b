#include "apps/boxoffice/rooms/notification_room.hpp"

#include "generated/notification_openapi.hpp"

namespace boxoffice {

namespace {

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

NotificationRoom::NotificationRoom(Base& base, Door& door, Ports given_ports)
    : ports(std::move(given_ports)),
      mail_composer(notification::Mailbox::parse(base.configuration.notification.mail_from).value(), base.public_url),
      sms_composer(base.public_url),
      mail_courier(*ports.mail, mail_composer),
      sms_courier(*ports.sms, sms_composer),
      mail(notification::Channel::email, sender_parts(base, door, *ports.store, mail_courier)),
      sms(notification::Channel::sms, sender_parts(base, door, *ports.store, sms_courier)),
      consumer({.source = *ports.source,
                .store = *ports.store,
                .mail = mail,
                .sms = sms,
                .ids = base.ids,
                .clock = base.clock,
                .scope = base.scope,
                .log = door.log,
                .metrics = door.metrics}),
      notifications(
          {.store = *ports.store, .mail = mail, .sms = sms, .ids = base.ids, .clock = base.clock, .log = door.log}),
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
