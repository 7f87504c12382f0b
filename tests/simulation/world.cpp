#include "tests/simulation/world.hpp"

namespace boxoffice::simulation {

namespace {

using namespace std::chrono_literals;

constexpr Moment rest_within = 8h;
constexpr std::uint64_t steps_max = 1'000'000;

const UserId organizer{Uuid{{9}}};

}  // namespace

World::World(const Plan& given_plan, const Manner& manner, Coverage& given_coverage)
    : choices(manner.tape ? Choices(*manner.tape) : Choices(given_plan.order * 2, manner.recorded)),
      environment{.schedule = schedule, .choices = choices, .weather = given_plan.weather, .planted = manner.planted},
      coverage(given_coverage),
      checks(environment, given_coverage),
      backbone{
          .environment = environment,
          .bookings = BookingTable(manner.planted),
          .events = EventTable(manner.planted),
          .ledger = LedgerTable(manner.planted),
          .notifications = NotificationTable(manner.planted),
          .broker = Broker(environment,
                           [this](const booking::Message& message) { checks.published(backbone.bookings, message); }),
          .any_booking = [this] { return any(bookings_); },
          .any_event = [this] { return any(events_); },
          .gateway = [this] { return any(payments_); },
          .delivered = [this](notification::NotificationId id) { checks.delivered(id); },
          .refused_refund = [this] { coverage.count(Transition::refunding_refund_refused); }},
      plan(given_plan),
      clients_(environment, {.name = "people", .leisurely = false}) {
    backbone.bookings.watched_by(checks);
    backbone.events.watched_by(checks);
    backbone.ledger.watched_by(checks);
    schedule.on_work([this] { return work_due(); });
}

World::~World() { end(); }

template <class Visit>
void World::each_slot(Visit visit) {
    for (auto& slot : bookings_) visit(slot);
    for (auto& slot : events_) visit(slot);
    for (auto& slot : payments_) visit(slot);
    for (auto& slot : notifications_) visit(slot);
}

template <class Visit>
void World::at_slot(const Disturbance& disturbance, Visit visit) {
    const auto i = disturbance.instance;
    switch (disturbance.service) {
        case Service::booking: return visit(bookings_[i]);
        case Service::event: return visit(events_[i]);
        case Service::payment: return visit(payments_[i]);
        case Service::notification: return visit(notifications_[i]);
    }
}

template <class Instance>
Instance* World::any(Slots<Instance>& slots) {
    const auto count = static_cast<std::uint32_t>(slots.size());
    auto chosen = choices.below(count);
    // Whoever balances the load may not know yet that one is dead.
    if (!slots[chosen].lives() && choices.below(2) == 0) chosen = (chosen + 1) % count;
    return slots[chosen].lives() ? slots[chosen].instance.get() : nullptr;
}

template <class Instance>
void World::start(Slot<Instance>& slot) {
    if (slot.instance) return;
    environment.tell("{} starts", slot.name);
    slot.instance =
        std::make_unique<Instance>(backbone, Process::Life{.name = slot.name,
                                                           .skew = slot.skew,
                                                           .leisurely = !std::is_same_v<Instance, PaymentInstance>,
                                                           .next_call = [this, &slot](Process&) { next_call(slot); }});
    if constexpr (requires { slot.instance->start(); }) slot.instance->start();
}

template <class Instance>
void World::fill(Slots<Instance>& slots, Service service, std::size_t count) {
    slots.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        slots[i].name = fmt::format("{} {}", boost::describe::enum_to_string(service, ""), i);
    for (const auto& disturbance : plan.disturbances)
        if (disturbance.kind == Disturbance::Kind::crash && disturbance.service == service)
            slots[disturbance.instance].crashes.push_back(disturbance);
    for (auto& slot : slots) start(slot);
}

/// A planned crash comes while the call is on its way, there or back.
template <class Instance>
void World::next_call(Slot<Instance>& slot) {
    ++slot.calls;
    if (calm_) return;
    for (const auto& planned : slot.crashes)
        if (planned.nth_call == slot.calls)
            slot.instance->process.later(Moment(choices.below(2'500)),
                                         [this, &slot, lasts = planned.lasts] { crash(slot, lasts); });
}

template <class Instance>
void World::crash(Slot<Instance>& slot, Moment lasts) {
    if (!slot.lives()) return;
    environment.tell("{} crashes", slot.name);
    slot.instance->process.crash();
    schedule.after(Moment(0), [this, &slot] { bury(slot); });
    schedule.after(lasts, [this, &slot] { start(slot); });
}

template <class Instance>
void World::bury(Slot<Instance>& slot) {
    if (slot.instance->process.scope().running() > 0)
        throw std::logic_error("something of " + slot.name + " goes on after its crash");
    slot.instance.reset();
}

void World::create_events() {
    for (std::size_t i = 0; i < plan.events.size(); ++i) {
        const auto& planned = plan.events[i];
        Uuid id{{1}};
        id.bytes[15] = static_cast<std::uint8_t>(i + 1);
        event_ids.push_back({id});
        backbone.events.create({.id = {id},
                                .organizer_id = organizer,
                                .details = {.name = "Concert",
                                            .starts_at = first_day + planned.starts_in,
                                            .capacity = planned.capacity,
                                            .price = planned.price,
                                            .currency = "EUR",
                                            .max_tickets_per_user = planned.per_person}},
                               {});
    }
}

void World::silence(Place place, Moment lasts) {
    environment.tell("{} falls silent", boost::describe::enum_to_string(place, ""));
    environment.silent[static_cast<std::size_t>(place)] = true;
    schedule.after(lasts, [this, place] {
        environment.tell("{} answers again", boost::describe::enum_to_string(place, ""));
        environment.silent[static_cast<std::size_t>(place)] = false;
        backbone.broker.hand_over();
    });
}

/// Somebody asks the gateway in the booking service's name for money that no charge of the booking's accounts for.
void World::charge_astray(int flow) {
    const auto id = checks.booking_of(flow);
    if (!id) return;
    Uuid payment{{2}};
    payment.bytes[15] = static_cast<std::uint8_t>(flow);
    const auto recorded = backbone.ledger.record({.id = {payment},
                                                  .caller = "booking",
                                                  .key = fmt::format("astray-{}", flow),
                                                  .user_id = "somebody",
                                                  .booking_id = id->text(),
                                                  .amount = 700,
                                                  .currency = "EUR"});
    last_stray_ = std::max(last_stray_, recorded.payment.sequence);
}

void World::begin(const Disturbance& disturbance) {
    People organizers(*this, clients_);
    event::EventChanges changes;
    const auto set = [](auto& change, auto value) {
        change.given = true;
        change.value = value;
    };
    using enum Disturbance::Kind;
    switch (disturbance.kind) {
        case crash: return;
        case clock_jump:
            return at_slot(disturbance, [&](auto& slot) {
                slot.skew += disturbance.jump;
                if (slot.lives()) slot.instance->process.jump(disturbance.jump);
            });
        case silence: return World::silence(disturbance.place, disturbance.lasts);
        case refunds_refused:
            backbone.refunds_refused = true;
            return schedule.after(disturbance.lasts, [this] { backbone.refunds_refused = false; });
        case stray_payment: return charge_astray(static_cast<int>(disturbance.flow));
        case capacity: set(changes.capacity, disturbance.amount); break;
        case price: set(changes.price, disturbance.amount * 100); break;
        case suspend:
            set(changes.status, event::EventStatus::SUSPENDED);
            schedule.after(disturbance.lasts, [this, disturbance] {
                event::EventChanges back;
                back.status.given = true;
                back.status.value = event::EventStatus::PUBLISHED;
                People(*this, clients_).edit(disturbance.event, back);
            });
            break;
        case cancel_event: set(changes.status, event::EventStatus::CANCELLED); break;
        case delete_event: return organizers.remove(disturbance.event);
    }
    organizers.edit(disturbance.event, changes);
}

/// Nothing goes wrong any more: whoever is down comes up, clocks are right, everybody answers.
void World::calm_down() {
    environment.tell("calm from now on");
    calm_ = true;
    environment.weather = {};
    environment.silent = {};
    backbone.refunds_refused = false;
    each_slot([&](auto& slot) {
        const auto skew = std::exchange(slot.skew, 0ms);
        if (slot.lives()) slot.instance->process.jump(-skew);
    });
    backbone.broker.hand_over();
}

Moment World::work_due() const {
    auto skew = 0ms;
    for (const auto& slot : bookings_) skew = std::max(skew, slot.skew);
    for (const auto& slot : notifications_) skew = std::max(skew, slot.skew);
    const bool to_reconcile = calm_ && backbone.bookings.reconciled_to < last_stray_;
    const bool now = !backbone.bookings.closures.empty() || !backbone.events.closures_to_tell().empty() ||
                     !backbone.broker.is_empty() || to_reconcile;
    if (now) return schedule.now();
    auto due = backbone.bookings.next_due();
    backbone.notifications.each([&](const notification::Notification& one) {
        if (one.state == notification::State::SENDING) due = Timestamp::min();
        if (one.due_at && (!due || *one.due_at < *due)) due = one.due_at;
    });
    if (!due) return Moment::max();
    if (*due == Timestamp::min()) return schedule.now();
    return std::max(Moment(0), Moment(*due - skew - first_day));
}

bool World::goes_on(Moment end) {
    if (!environment.violations.empty()) return false;
    if (!schedule.step()) {
        checks.at_rest(backbone);
        return false;
    }
    if (schedule.now() > end || schedule.steps() > steps_max) {
        checks.at_rest(backbone);
        environment.violate(fmt::format("no rest after {} steps", schedule.steps()));
    }
    return true;
}

Outcome World::run() {
    create_events();
    fill(bookings_, Service::booking, plan.booking_instances);
    fill(events_, Service::event, plan.event_instances);
    fill(payments_, Service::payment, 1);
    fill(notifications_, Service::notification, plan.notification_instances);
    People(*this, clients_).start(plan);
    for (const auto& disturbance : plan.disturbances)
        schedule.at(disturbance.at, [this, &disturbance] { begin(disturbance); });
    const auto calm_from = plan.calm_from();
    schedule.at(calm_from, [this] { calm_down(); });
    while (goes_on(calm_from + rest_within)) {
    }
    return {.violations = environment.violations,
            .flows = plan.flows.size(),
            .steps = schedule.steps(),
            .lasted = schedule.now(),
            .tape = choices.tape()};
}

/// Every coroutine has to be gone before what it refers to.
void World::end() {
    environment.story = nullptr;
    schedule.after(Moment(0), [this] {
        each_slot([](auto& slot) {
            if (slot.lives()) slot.instance->process.crash();
        });
        clients_.crash();
    });
    while (!clients_.has_crashed()) schedule.step();
    bookings_.clear();
    events_.clear();
    payments_.clear();
    notifications_.clear();
}

Outcome run(const Plan& plan, const Manner& manner, Coverage& coverage) {
    std::vector<std::string> story;
    World world(plan, manner, coverage);
    if (manner.told) world.environment.story = &story;
    auto outcome = world.run();
    outcome.story = std::move(story);
    return outcome;
}

}  // namespace boxoffice::simulation
