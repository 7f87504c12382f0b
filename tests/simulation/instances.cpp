#include "tests/simulation/instances.hpp"

#include "services/booking/api/representation.hpp"
#include "services/booking/ports/unanswered.hpp"

namespace boxoffice::simulation {

namespace {

using notification::Delivery;
using notification::NotificationId;

constexpr auto links = "https://tickets.example";

// Counts are no part of a history, and registering them is dear.
Metrics& metrics() {
    static Metrics all("simulation");
    return all;
}

const notification::MailComposer& mail_composer() {
    static const notification::MailComposer composer(
        notification::Mailbox::parse("Boxoffice <tickets@example.org>").value(), links);
    return composer;
}

const notification::SmsComposer& sms_composer() {
    static const notification::SmsComposer composer(links);
    return composer;
}

notification::Sender::Parts sender_parts(NotificationInstance& instance, notification::Courier& courier) {
    return {.store = instance.store,
            .courier = courier,
            .clock = instance.process.clock(),
            .loop = instance.process.environment().schedule.loop(),
            .scope = instance.process.scope(),
            .log = Log{},
            .metrics = metrics()};
}

/// Their task, where a neighbour that does not answer is Unanswered.
template <class T>
Task<T> or_unanswered(Task<T> task) {
    std::string why;
    try {
        co_return co_await std::move(task);
    } catch (const std::exception& fault) {
        why = fault.what();
    }
    throw booking::Unanswered(why);
}

/// The mutation: a clock of the event service's own for holds.
Task<> end_holds(Process& process, EventTable& table) {
    for (;;) {
        co_await process.clock().sleep(std::chrono::seconds(3));
        table.end_old_holds();
    }
}

Task<Done> close(booking::Recovery& recovery, booking::EventId id) {
    co_await recovery.close_event(id);
    co_return Done{};
}

}  // namespace

booking::PersonId person(int number) {
    Uuid id{{7}};
    id.bytes[15] = static_cast<std::uint8_t>(number);
    return {id};
}

booking::Contact contact_of(booking::PersonId person_id) {
    const int number = person_id.value.bytes[15];
    booking::Contact contact{.email = fmt::format("buyer{}@example.org", number), .name = "Ada", .phone = {}};
    if (number % people_with_phones == 0) contact.phone = fmt::format("+4917012345{:02}", number);
    return contact;
}

PaymentInstance::PaymentInstance(Backbone& backbone, Process::Life life)
    : process(backbone.environment, std::move(life)),
      ledger(process, backbone.ledger),
      payments({.ledger = ledger, .ids = process.ids(), .clock = process.clock(), .log = Log{}, .metrics = metrics()}),
      local({.payments = payments,
             .scope = process.scope(),
             .timeouts = process.timeouts(),
             .timeout = std::chrono::hours(1)}) {}

EventInstance::EventInstance(Backbone& backbone, Process::Life life)
    : process(backbone.environment, std::move(life)),
      table(backbone.events),
      store(process, backbone.events),
      booking_service(process, backbone),
      inventories(store, process.clock(), process.scope(), metrics(),
                  {.fresh_for = std::chrono::milliseconds(250)}),
      closures(store, booking_service, process.clock(), process.scope(), Log{}),
      events(store, inventories, closures, process.clock(), process.ids(), Log{}),
      local(inventories, Log{}) {}

void EventInstance::start() {
    process.scope().spawn(closures.run(std::chrono::seconds(30)));
    if (process.environment().left_out(Mutation::event_ends_holds)) process.scope().spawn(end_holds(process, table));
}

Task<> EventInstance::RemoteClosures::close_event(event::EventId id) {
    co_await call<Done, BookingInstance>(
        process_, Place::booking_service, neighbour_patience, backbone_.any_booking,
        [id](BookingInstance& there) { return close(there.recovery, booking::EventId{id.value}); });
}

BookingInstance::BookingInstance(Backbone& backbone, Process::Life life)
    : process(backbone.environment, std::move(life)),
      store(process, process.clock(), backbone.bookings,
            [&backbone](const booking::Booking& next) {
                for (const auto& entry : next.outbox)
                    if (entry.rev == next.rev) backbone.broker.publish(compose(next, entry));
            }),
      inventories(process, backbone),
      gateway(process, backbone),
      publisher(process, backbone.broker),
      people(process),
      contacts(people, process.clock()),
      flights(process.scope(), process.timeouts()),
      advance({.store = store,
               .inventories = inventories,
               .gateway = gateway,
               .publisher = publisher,
               .flights = flights,
               .scope = process.scope(),
               .timeouts = process.timeouts(),
               .clock = process.clock(),
               .log = Log{},
               .metrics = metrics(),
               .render = booking::render_answer}),
      bookings({.store = store,
                .inventories = inventories,
                .contacts = contacts,
                .flights = flights,
                .clock = process.clock(),
                .ids = process.ids(),
                .render = booking::render_answer,
                .limits = {}}),
      recovery({.store = store,
                .gateway = gateway,
                .flights = flights,
                .clock = process.clock(),
                .log = Log{},
                .metrics = metrics()}),
      recovers(!backbone.environment.left_out(Mutation::no_recovery)) {
    flights.on_advance([this](booking::Flight& flight) { return advance.run(flight); });
}

void BookingInstance::start() {
    if (recovers) process.scope().spawn(recovery.run());
}

using RemoteInventories = BookingInstance::RemoteInventories;

Task<RemoteInventories::Answer> RemoteInventories::apply(Trace trace, Command command) {
    const bool repeatable = !command.sent_once;
    return or_unanswered(call<Answer, EventInstance>(
        process_, Place::event_service, neighbour_patience, backbone_.any_event,
        [trace, command = std::move(command)](EventInstance& there) { return there.local.apply(trace, command); },
        repeatable));
}

Task<std::optional<RemoteInventories::Sale>> RemoteInventories::look(Trace trace, booking::EventId event_id) {
    return or_unanswered(call<std::optional<Sale>, EventInstance>(
        process_, Place::event_service, neighbour_patience, backbone_.any_event,
        [trace, event_id](EventInstance& there) { return there.local.look(trace, event_id); }));
}

using RemoteGateway = BookingInstance::RemoteGateway;

template <class T>
Task<T> RemoteGateway::ask(std::function<Task<T>(PaymentInstance&)> use) {
    return or_unanswered(
        call<T, PaymentInstance>(process_, Place::gateway, neighbour_patience, backbone_.gateway, std::move(use)));
}

Task<RemoteGateway::Answer> RemoteGateway::charge(Trace trace, ChargeRequest request) {
    try {
        co_return co_await ask<Answer>([trace, request = std::move(request)](PaymentInstance& there) {
            return there.local.charge(trace, request);
        });
    } catch (const booking::Unanswered&) {
        if (!process_.environment().left_out(Mutation::silence_is_no)) throw;
    }
    co_return Answer{.state = booking::ChargeState::DECLINED, .payment_id = {}};
}

Task<RemoteGateway::Answer> RemoteGateway::void_key(Trace trace, std::string key) {
    return ask<Answer>(
        [trace, key = std::move(key)](PaymentInstance& there) { return there.local.void_key(trace, key); });
}

Task<bool> RemoteGateway::refund(Trace trace, booking::PaymentId payment_id, std::int64_t amount, std::string key) {
    if (process_.environment().left_out(Mutation::refund_key_changes))
        key += "#" + std::to_string(++backbone_.refund_tries);
    if (backbone_.refunds_refused) {
        backbone_.refused_refund();
        co_return false;
    }
    co_return co_await ask<bool>([trace, payment_id, amount, key = std::move(key)](PaymentInstance& there) {
        return there.local.refund(trace, payment_id, amount, key);
    });
}

Task<std::vector<RemoteGateway::Payment>> RemoteGateway::approved_since(std::int64_t sequence, std::size_t most) {
    return ask<std::vector<Payment>>(
        [sequence, most](PaymentInstance& there) { return there.local.approved_since(sequence, most); });
}

Task<std::optional<booking::Contact>> BookingInstance::SimulatedPeople::contact(booking::PersonId person_id) {
    return or_unanswered(process_.ask(Place::people, [person_id] { return std::optional(contact_of(person_id)); }));
}

NotificationInstance::NotificationInstance(Backbone& backbone, Process::Life life)
    : process(backbone.environment, std::move(life)),
      store(process, backbone.notifications),
      source(process, backbone.broker),
      post_office(process, backbone),
      mail_courier(post_office, mail_composer()),
      sms_courier(post_office, sms_composer()),
      mail(notification::Channel::email, sender_parts(*this, mail_courier)),
      sms(notification::Channel::sms, sender_parts(*this, sms_courier)),
      consumer({.source = source,
                .store = store,
                .mail = mail,
                .sms = sms,
                .ids = process.ids(),
                .clock = process.clock(),
                .scope = process.scope(),
                .log = Log{},
                .metrics = metrics()}) {}

void NotificationInstance::start() {
    mail.start();
    sms.start();
    consumer.start();
}

using PostOffice = NotificationInstance::PostOffice;

Task<std::vector<Delivery>> PostOffice::carry(std::vector<NotificationId> ids) {
    try {
        co_return co_await process_.ask(Place::post_office, [&backbone = backbone_, ids] {
            for (const auto id : ids) backbone.delivered(id);
            return std::vector<Delivery>(ids.size());
        });
    } catch (const std::exception&) {
    }
    co_return std::vector<Delivery>(ids.size(), Delivery{Delivery::Verdict::postponed, "no answer"});
}

Task<std::vector<Delivery>> PostOffice::send(std::vector<notification::Mail> mails) {
    std::vector<NotificationId> ids;
    for (const auto& one : mails) ids.push_back(one.id);
    return carry(std::move(ids));
}

Task<std::vector<Delivery>> PostOffice::send(std::vector<notification::Sms> messages) {
    std::vector<NotificationId> ids;
    for (const auto& one : messages) ids.push_back(one.id);
    return carry(std::move(ids));
}

}  // namespace boxoffice::simulation
