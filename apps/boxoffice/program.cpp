#include "apps/boxoffice/program.hpp"

namespace boxoffice {

namespace {

constexpr std::chrono::seconds drain_limit{10};
constexpr std::chrono::seconds background_limit{5};

std::string listen(const Base& base, Door& door, std::uint16_t port) {
    const auto& host = base.configuration.listen.host;
    door.server.listen(host, port);
    const bool everywhere = host == "0.0.0.0" || host == "::";
    const bool is_ipv6 = host.find(':') != std::string::npos;
    const auto shown = everywhere ? "127.0.0.1" : is_ipv6 ? "[" + host + "]" : host;
    return "http://" + shown + ":" + std::to_string(door.server.port());
}

}  // namespace

Program::Program(const Configuration& configuration, Loop& loop)
    : base(configuration, loop),
      user_door(base, "user"),
      event_door(base, "event"),
      booking_door(base, "booking"),
      notification_door(base, "notification"),
      payment_door(base, "payment"),
      payment(base, payment_door),
      event(base, event_door),
      user(base, user_door, event_door.router, booking_door.router),
      booking(base, booking_door,
              {.inventories = event.inventories,
               .event_log = event_door.log,
               .payments = payment.payments,
               .accounts = user.accounts}) {
    event.closures.leads_to(booking.recovery);
}

Task<> Program::prepare() { co_await user.start(); }

// Nothing is served between the first listen and the last line, since only the loop's thread accepts.
std::string Program::serve() {
    const auto& listen_on = base.configuration.listen;
    const auto user_url = listen(base, user_door, listen_on.user_port);
    const auto event_url = listen(base, event_door, listen_on.event_port);
    const auto booking_url = listen(base, booking_door, listen_on.booking_port);
    const auto notification_url = listen(base, notification_door, listen_on.notification_port);
    const auto payment_url = listen(base, payment_door, listen_on.payment_port);
    base.public_url = listen_on.public_url.value_or(user_url);
    notification.emplace(base, notification_door, booking.outbox);
    notification->start();
    event.start();
    base.scope.spawn(booking.recovery.run());
    return "ready user=" + user_url + " event=" + event_url + " booking=" + booking_url +
           " notification=" + notification_url + " payment=" + payment_url;
}

Task<> Program::stop() {
    for (auto* door : {&user_door, &event_door, &booking_door, &notification_door, &payment_door})
        co_await door->server.drain(drain_limit);
    if (notification) notification->stop();
    base.scope.close();
    base.scope.cancel();
    co_await base.scope.join(background_limit);
}

}  // namespace boxoffice
