#include "apps/boxoffice/program.hpp"

#include "apps/boxoffice/adapters/transports.hpp"
#include "apps/boxoffice/neighbours/booking_gateway.hpp"
#include "apps/boxoffice/neighbours/booking_inventories.hpp"
#include "apps/boxoffice/neighbours/booking_people.hpp"
#include "apps/boxoffice/neighbours/no_messages.hpp"
#include "apps/boxoffice/neighbours/router_neighbour.hpp"
#include "services/booking/adapters/http/http_gateway.hpp"
#include "services/booking/adapters/http/http_inventories.hpp"
#include "services/booking/adapters/http/http_people.hpp"
#include "services/event/adapters/http/http_closures.hpp"
#include "services/user/adapters/http/http_neighbour.hpp"

#include <boost/system/system_error.hpp>

namespace boxoffice {

namespace {

constexpr std::chrono::seconds drain_limit{10};
constexpr std::chrono::seconds background_limit{5};

}  // namespace

Program::Program(const Configuration& configuration, Services services, Loop& loop, Purpose purpose)
    : base(configuration, std::move(services), loop), remote_(base), stores_(base), messages_(base), purpose_(purpose) {
    for (const auto service : base.services) doors_[service] = std::make_unique<Door>(base, service);
    if (base.runs(Service::payment)) open_payment();
    if (base.runs(Service::event)) open_event();
    if (base.runs(Service::user)) open_user();
    if (base.runs(Service::booking)) open_booking();
    const bool serves = purpose_ == Purpose::serve;
    if (base.runs(Service::notification) && !serves) open_notification();
    for (const auto& [service, here] : doors_) {
        if (!base.runs(Service::user) && serves) remote_.trust_users(*here, service);
        here->router.serve_unless([&standing = here->standing] { return !standing.is_prepared(); });
    }
}

void Program::open_payment() {
    payment = std::make_unique<PaymentRoom>(base, door(Service::payment), stores_.payments());
}

void Program::open_event() {
    auto& here = door(Service::event);
    std::unique_ptr<event::BookingClosures> closures;
    if (base.runs(Service::booking)) {
        auto local = std::make_unique<LocalClosures>();
        closures_ = local.get();
        closures = std::move(local);
    } else {
        closures = std::make_unique<event::HttpClosures>(remote_.neighbour(here, Service::event, Service::booking));
    }
    event = std::make_unique<EventRoom>(
        base, here, EventRoom::Ports{.store = stores_.events(here), .closures = std::move(closures)});
}

void Program::open_user() {
    auto& here = door(Service::user);
    user =
        std::make_unique<UserRoom>(base, here,
                                   UserRoom::Ports{.store = stores_.users(here),
                                                   .events = passed_on_to(Service::event),
                                                   .bookings = passed_on_to(Service::booking),
                                                   .has_siblings = !base.configuration.engines.postgres_url.empty()});
    if (purpose_ == Purpose::serve)
        here.standing.needs({.name = "the accounts", .prepare = [this] { return user->prepare(); }});
}

void Program::open_booking() {
    auto& here = door(Service::booking);
    auto [store, queue] = stores_.bookings(here);
    auto publisher = messages_.publisher(here, std::move(queue));
    booking = std::make_unique<BookingRoom>(base, here,
                                            BookingRoom::Ports{.store = std::move(store),
                                                               .inventories = inventories(),
                                                               .gateway = gateway(),
                                                               .people = people(),
                                                               .publisher = std::move(publisher)});
    if (closures_ != nullptr) closures_->leads_to(booking->recovery);
}

void Program::open_notification() {
    auto& here = door(Service::notification);
    auto source = purpose_ == Purpose::serve ? messages_.source(here) : std::make_shared<NoMessages>();
    notification = std::make_unique<NotificationRoom>(base, here,
                                                      NotificationRoom::Ports{.store = stores_.notifications(here),
                                                                              .source = std::move(source),
                                                                              .mail = adapters::mail_transport(base),
                                                                              .sms = adapters::sms_transport(base)});
}

std::unique_ptr<user::Neighbour> Program::passed_on_to(Service neighbour) {
    if (base.runs(neighbour)) return std::make_unique<RouterNeighbour>(door(neighbour).router);
    return std::make_unique<user::HttpNeighbour>(remote_.neighbour(door(Service::user), Service::user, neighbour));
}

std::unique_ptr<booking::Inventories> Program::inventories() {
    auto& here = door(Service::booking);
    if (event) return std::make_unique<LocalInventories>(event->inventories, door(Service::event).log);
    return std::make_unique<booking::HttpInventories>(booking::HttpInventories::Parts{
        .events = remote_.neighbour(here, Service::booking, Service::event), .scope = base.scope, .clock = base.clock});
}

std::unique_ptr<booking::Gateway> Program::gateway() {
    auto& here = door(Service::booking);
    const auto timeout = base.configuration.booking.payment_timeout;
    if (payment)
        return std::make_unique<LocalGateway>(LocalGateway::Parts{
            .payments = payment->payments, .scope = base.scope, .timeouts = base.timeouts, .timeout = timeout});
    return std::make_unique<booking::HttpGateway>(remote_.neighbour(here, Service::booking, Service::payment), timeout);
}

std::unique_ptr<booking::People> Program::people() {
    auto& here = door(Service::booking);
    if (user) return std::make_unique<LocalPeople>(user->accounts);
    return std::make_unique<booking::HttpPeople>(remote_.neighbour(here, Service::booking, Service::user));
}

Task<> Program::prepare() {
    for (const auto& [service, here] : doors_) co_await here->standing.prepare();
}

Task<> Program::prepare_now() {
    for (const auto& [service, here] : doors_) co_await here->standing.prepare_now();
}

void Program::listen_everywhere() {
    const auto& listen = base.configuration.listen;
    for (const auto& [service, here] : doors_) {
        const auto port = port_of(listen, service);
        try {
            here->server.listen(listen.host, port);
        } catch (const boost::system::system_error& fault) {
            throw SettingError("the " + name_of(service) + " service cannot listen on " + listen.host + ":" +
                               std::to_string(port) + " (BOXOFFICE_HOST, " + setting_of_port(service) +
                               "): " + fault.code().message());
        }
    }
}

std::string Program::address_of(Service service) const {
    return "http://" + reachable_host(base.configuration.listen.host) + ":" +
           std::to_string(doors_.at(service)->server.port());
}

// Nothing is served between the first listen and the last line, since only the loop's thread accepts.
std::string Program::serve(std::function<void(std::exception_ptr)> on_fatal) {
    listen_everywhere();
    const auto& configuration = base.configuration;
    const auto& neighbours = configuration.neighbours.at(Service::user);
    const auto users =
        base.runs(Service::user) ? address_of(Service::user) : neighbours.substr(0, neighbours.find(','));
    remote_.start();
    base.public_url = configuration.listen.public_url.value_or(users);
    if (base.runs(Service::notification)) open_notification();
    std::string line = "ready";
    for (const auto& [service, here] : doors_) {
        line += " " + name_of(service) + "=" + address_of(service);
        here->standing.watch(base.scope);
        base.scope.spawn(start_when_prepared(service, on_fatal));
    }
    return line;
}

Task<> Program::start_when_prepared(Service service, std::function<void(std::exception_ptr)> on_fatal) {
    std::exception_ptr fatal;
    try {
        co_await door(service).standing.prepare();
        room(service).start();
    } catch (const boost::system::system_error&) {
        throw;
    } catch (...) {
        fatal = std::current_exception();
    }
    if (!fatal) co_return;
    door(service).log.error("the service cannot be prepared", {{"why", describe(fatal)}});
    on_fatal(fatal);
}

Room& Program::room(Service service) {
    switch (service) {
        case Service::user: return *user;
        case Service::event: return *event;
        case Service::booking: return *booking;
        case Service::notification: return *notification;
        case Service::payment: return *payment;
    }
    std::unreachable();
}

Task<> Program::stop() {
    for (const auto& [service, here] : doors_) co_await here->server.drain(drain_limit);
    if (notification) notification->stop();
    base.scope.close();
    base.scope.cancel();
    co_await base.scope.join(background_limit);
    remote_.close();
}

}  // namespace boxoffice
