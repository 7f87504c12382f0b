#include "apps/boxoffice/program.hpp"

#include "apps/boxoffice/adapters/transports.hpp"
#include "apps/boxoffice/neighbours/booking_gateway.hpp"
#include "apps/boxoffice/neighbours/booking_inventories.hpp"
#include "apps/boxoffice/neighbours/booking_people.hpp"
#include "apps/boxoffice/neighbours/outbox_source.hpp"
#include "apps/boxoffice/neighbours/router_neighbour.hpp"

#include <boost/system/system_error.hpp>

namespace boxoffice {

namespace {

constexpr std::chrono::seconds drain_limit{10};
constexpr std::chrono::seconds background_limit{5};

}  // namespace

Program::Program(const Configuration& configuration, Services services, Loop& loop)
    : base(configuration, std::move(services), loop), stores_(base) {
    for (const auto service : base.services) doors_[service] = std::make_unique<Door>(base, service);
    if (base.runs(Service::payment)) open_payment();
    if (base.runs(Service::event)) open_event();
    if (base.runs(Service::user)) open_user();
    if (base.runs(Service::booking)) open_booking();
}

void Program::open_payment() {
    payment = std::make_unique<PaymentRoom>(base, door(Service::payment), stores_.payments());
}

void Program::open_event() {
    auto& here = door(Service::event);
    auto closures = std::make_unique<LocalClosures>();
    closures_ = closures.get();
    event = std::make_unique<EventRoom>(
        base, here, EventRoom::Ports{.store = stores_.events(here), .closures = std::move(closures)});
}

void Program::open_user() {
    auto& here = door(Service::user);
    user = std::make_unique<UserRoom>(
        base, here,
        UserRoom::Ports{.store = stores_.users(here),
                        .events = std::make_unique<RouterNeighbour>(door(Service::event).router),
                        .bookings = std::make_unique<RouterNeighbour>(door(Service::booking).router)});
    here.standing.needs({.name = "the accounts", .prepare = [this] { return user->prepare(); }});
}

void Program::open_booking() {
    auto& here = door(Service::booking);
    auto [store, queue] = stores_.bookings(here);
    const auto outbox = std::make_shared<OutboxSource>(queue, base.loop, here.log);
    source_ = outbox;
    booking = std::make_unique<BookingRoom>(
        base, here,
        BookingRoom::Ports{
            .store = std::move(store),
            .inventories = std::make_unique<LocalInventories>(event->inventories, door(Service::event).log),
            .gateway = std::make_unique<LocalGateway>(
                LocalGateway::Parts{.payments = payment->payments,
                                    .scope = base.scope,
                                    .timeouts = base.timeouts,
                                    .timeout = base.configuration.booking.payment_timeout}),
            .people = std::make_unique<LocalPeople>(user->accounts),
            .publisher = outbox});
    closures_->leads_to(booking->recovery);
}

void Program::open_notification() {
    auto& here = door(Service::notification);
    notification = std::make_unique<NotificationRoom>(base, here,
                                                      NotificationRoom::Ports{.store = stores_.notifications(here),
                                                                              .source = source_,
                                                                              .mail = adapters::mail_transport(base),
                                                                              .sms = adapters::sms_transport(base)});
}

Task<> Program::prepare() {
    for (const auto& [service, here] : doors_) co_await here->standing.prepare();
}

void Program::listen_everywhere() {
    const auto& listen = base.configuration.listen;
    for (const auto& [service, here] : doors_) here->server.listen(listen.host, port_of(listen, service));
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
    if (fatal) on_fatal(fatal);
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
}

}  // namespace boxoffice
