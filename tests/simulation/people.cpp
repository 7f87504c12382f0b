#include "tests/simulation/world.hpp"

namespace boxoffice::simulation {

namespace {

using namespace std::chrono_literals;
using booking::Bookings;
using booking::Refusal;
using Answer = std::expected<Bookings::Answer, Refusal>;

constexpr Moment person_patience = 20s;
constexpr int tries_max = 3;

Context as(booking::PersonId who, int flow) {
    Context context;
    context.caller.subject = who.text();
    context.trace = trace_of(flow);
    return context;
}

Context as_organizer() {
    Context context;
    context.caller.subject = Uuid{{9}}.text();
    context.caller.role = Role::organizer;
    return context;
}

IdempotencyKey key_of(int flow, bool other_body) {
    IdempotencyKey key;
    key.id[0] = 1;
    key.id[1] = static_cast<std::uint8_t>(flow);
    key.fingerprint[0] = other_body ? 2 : 1;
    return key;
}

Task<> pause(Process& process, Moment delay) {
    co_await process.wait([&process, delay](const WaitingPtr& waiting) {
        process.environment().schedule.after(delay, [waiting] { Process::settle(waiting); });
    });
}

/// Nothing when no answer came.
template <class T>
Task<std::optional<T>> tried(Task<T> task) {
    try {
        co_return co_await std::move(task);
    } catch (const std::exception&) {
    }
    co_return std::nullopt;
}

struct Guest {
    World& world;
    Process& process;
    const FlowPlan& flow;
    int number;

    template <class T>
    Task<std::optional<T>> ask(std::function<Task<T>(BookingInstance&)> use, bool repeatable = true) {
        return tried(call<T, BookingInstance>(process, Place::booking_service, person_patience, world.backbone.any_booking,
                                              std::move(use), repeatable));
    }
};

Task<> request(Guest guest, FlowPlan::Request planned) {
    co_await pause(guest.process, planned.at);
    const auto& flow = guest.flow;
    const Bookings::Order order{.event_id = booking::EventId{guest.world.event_ids[flow.event].value},
                                .tickets = flow.tickets,
                                .user_id = {},
                                .payment_method = flow.method};
    std::optional<IdempotencyKey> key;
    if (flow.keyed) key = key_of(guest.number, planned.other_body);
    const auto context = as(person(flow.buyer), guest.number);
    for (int attempt = 0; attempt < tries_max; ++attempt) {
        const auto answer = co_await guest.ask<Answer>(
            [context, order, key](BookingInstance& there) { return there.bookings.book(context, order, key); },
            flow.keyed);
        if (answer && *answer) guest.world.checks.told(guest.number, flow.keyed, (*answer)->kept);
        if (!answer) guest.world.environment.tell("flow {} is not answered", guest.number);
        if (answer && !*answer)
            guest.world.environment.tell("flow {} is refused for reason {}", guest.number,
                                         static_cast<int>((*answer).error()));
        if (answer && (*answer || (*answer).error() != Refusal::unavailable)) co_return;
        if (!flow.keyed) co_return;
        co_await pause(guest.process, 2s);
    }
}

Task<> cancel(Guest guest, Context context, booking::BookingId id) {
    const auto before = guest.world.backbone.bookings.find(id);
    const auto answer = co_await guest.ask<std::expected<booking::Booking, Refusal>>(
        [context, id](BookingInstance& there) { return there.bookings.cancel(context, id, {}); });
    if (!answer || !*answer) co_return;
    guest.world.checks.told_cancelled(id);
    if (before->status == booking::Status::CANCELLED) guest.world.coverage.count(Transition::cancelled_cancelled);
    if (before->is_final()) guest.world.coverage.count(Transition::ended_cancelled);
    if (before->phase == booking::Phase::REFUNDING) guest.world.coverage.count(Transition::refunding_cancelled);
}

Task<> change(Guest guest, Context context, booking::BookingId id, FlowPlan::Act act) {
    const auto before = guest.world.backbone.bookings.find(id);
    const auto answer =
        co_await guest.ask<std::expected<Bookings::Changed, Refusal>>([context, id, act](BookingInstance& there) {
            return there.bookings.change(context, id, act.tickets, act.method, {});
        });
    if (!answer) co_return;
    if (before->phase == booking::Phase::CHANGING && !*answer && answer->error() == Refusal::conflict)
        guest.world.coverage.count(Transition::changing_changed_again);
    if (!*answer) co_return;
    if ((*answer)->under_way)
        guest.world.coverage.count(Transition::changing_answered_pending);
    else if ((*answer)->booking.tickets() != act.tickets)
        guest.world.environment.violate(fmt::format("flow {} was told that it has {} tickets after a change to {}",
                                                    guest.number, (*answer)->booking.tickets(), act.tickets));
}

Task<std::shared_ptr<const event::Inventory>> look_at(event::Inventories& inventories, event::InventoryId id) {
    return inventories.look(id);
}

Task<> look(Guest guest) {
    const auto id = inventory_of(guest.world.event_ids[guest.flow.event]);
    const auto seen = co_await tried(call<std::shared_ptr<const event::Inventory>, EventInstance>(
        guest.process, Place::event_service, person_patience, guest.world.backbone.any_event,
        [id](EventInstance& there) { return look_at(there.inventories, id); }));
    if (seen && *seen) guest.world.checks.told_available(**seen);
}

Task<> act(Guest guest, FlowPlan::Act planned) {
    co_await pause(guest.process, planned.at);
    if (planned.kind == FlowPlan::Act::Kind::look) co_return co_await look(guest);
    auto id = guest.world.checks.booking_of(guest.number);
    for (int attempt = 0; attempt < tries_max && !id; ++attempt) {
        co_await pause(guest.process, 5ms);
        id = guest.world.checks.booking_of(guest.number);
    }
    if (!id) co_return;
    const auto context = as(person(guest.flow.buyer), guest.number);
    if (planned.kind == FlowPlan::Act::Kind::cancel) co_return co_await cancel(guest, context, *id);
    co_await change(guest, context, *id, planned);
}

Task<> edit_event(World& world, Process& process, event::EventId id, event::EventChanges changes) {
    for (int attempt = 0; attempt < tries_max; ++attempt) {
        const auto edited = co_await tried(call<std::expected<event::EventView, event::EditRejected>, EventInstance>(
            process, Place::event_service, person_patience, world.backbone.any_event,
            [id, changes](EventInstance& there) { return there.events.edit(as_organizer(), id, changes, {}); }));
        if (edited) co_return;
        co_await pause(process, 3s);
    }
}

Task<> remove_event(World& world, Process& process, event::EventId id) {
    co_await tried(call<std::expected<void, event::EditRejected>, EventInstance>(
        process, Place::event_service, person_patience, world.backbone.any_event,
        [id](EventInstance& there) { return there.events.remove(as_organizer(), id, {}); }));
}

}  // namespace

void People::start(const Plan& plan) {
    for (std::size_t i = 0; i < plan.flows.size(); ++i) {
        const Guest guest{world_, process_, plan.flows[i], static_cast<int>(i)};
        for (const auto& planned : guest.flow.requests) process_.scope().spawn(request(guest, planned));
        for (const auto& planned : guest.flow.acts) process_.scope().spawn(act(guest, planned));
    }
}

void People::edit(std::size_t event, event::EventChanges changes) {
    process_.scope().spawn(edit_event(world_, process_, world_.event_ids[event], std::move(changes)));
}

void People::remove(std::size_t event) {
    process_.scope().spawn(remove_event(world_, process_, world_.event_ids[event]));
}

}  // namespace boxoffice::simulation
