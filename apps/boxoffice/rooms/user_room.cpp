#include "apps/boxoffice/rooms/user_room.hpp"

#include "generated/booking_openapi.hpp"
#include "generated/event_openapi.hpp"
#include "generated/notification_openapi.hpp"
#include "generated/payment_openapi.hpp"
#include "generated/user_openapi.hpp"
#include "generated/web_assets.hpp"

#include <iostream>

namespace boxoffice {

namespace {

std::string signing_key_file(const Base& base) {
    return base.configuration.user.signing_key_file.value_or(base.folder.file("signing-key.jwk"));
}

bool is_https(const Base& base) { return base.configuration.listen.public_url.value_or("").starts_with("https:"); }

}  // namespace

UserRoom::UserRoom(Base& given_base, Door& door, Ports given_ports)
    : base(given_base),
      ports(std::move(given_ports)),
      hasher(base.workers),
      issuer(auth::SigningKey::from_file_or_new(signing_key_file(base))),
      ends(base.verifier),
      credentials(
          {.store = *ports.store, .hasher = hasher, .clock = base.clock, .log = door.log, .metrics = door.metrics}),
      accounts({.store = *ports.store,
                .credentials = credentials,
                .ends = ends,
                .ids = base.ids,
                .clock = base.clock,
                .random = base.random,
                .log = door.log,
                .metrics = door.metrics}),
      sessions({.store = *ports.store,
                .credentials = credentials,
                .issuer = issuer,
                .ends = ends,
                .ids = base.ids,
                .clock = base.clock,
                .log = door.log,
                .metrics = door.metrics,
                .service_secret = base.service_secret}),
      siblings(base, sessions, door.log),
      browser_accounts(accounts, sessions),
      cookie_sessions({.service_secret = base.service_secret, .secure = is_https(base)}),
      pages({.events = *ports.events,
             .bookings = *ports.bookings,
             .accounts = browser_accounts,
             .sessions = cookie_sessions,
             .clock = base.clock,
             .random = base.random,
             .assets = web::assets()}),
      api({.accounts = accounts,
           .sessions = sessions,
           .pages = pages,
           .browser_sessions = cookie_sessions,
           .events = *ports.events,
           .bookings = *ports.bookings}) {
    api.add_routes(door.router);
    // Browsers refuse port 6000, so the user service shows every service's document.
    add_common_routes(door, "user", user::openapi_json,
                      {{"event", std::string(event::openapi_json)},
                       {"booking", std::string(booking::openapi_json)},
                       {"notification", std::string(notification::openapi_json)},
                       {"payment", std::string(payment::openapi_json)}});
}

Task<> UserRoom::prepare() {
    base.verifier.trust(co_await sessions.publish_key());
    known_revocation = co_await sessions.follow_revocations(0);
    const auto& settings = base.configuration.user;
    std::optional<Secret> password;
    if (!settings.admin_password.empty()) password = settings.admin_password;
    const Context context{.caller = Caller::service("user"), .trace = Trace::begin(base.random)};
    const auto admin = co_await accounts.ensure_admin(context, settings.admin_email, std::move(password));
    if (!admin.password.empty())
        std::cout << "administrator: " << settings.admin_email << "  password: " << admin.password
                  << "  (shown this once; change it by PUT /user)" << std::endl;
}

void UserRoom::start() {
    if (ports.has_siblings) base.scope.spawn(siblings.follow(known_revocation));
}

}  // namespace boxoffice
