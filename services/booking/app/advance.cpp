#include "services/booking/app/advance.hpp"

#include "services/booking/ports/unanswered.hpp"

#include <algorithm>

namespace boxoffice::booking {

namespace {

constexpr std::chrono::milliseconds sell_wait{50};
constexpr std::chrono::seconds hold_patience{5};
constexpr std::chrono::milliseconds gap_min{500};
constexpr std::chrono::milliseconds gap_max{60'000};
constexpr std::chrono::hours silence_to_report{1};

Trace trace_of(const Booking& booking) { return Trace::parse(booking.traceparent).value_or(Trace{}); }

Reason reason_of(Inventories::Outcome outcome) {
    switch (outcome) {
        case Inventories::Outcome::sold_out: return Reason::sold_out;
        case Inventories::Outcome::not_on_sale: return Reason::not_on_sale;
        case Inventories::Outcome::event_cancelled: return Reason::event_cancelled;
        case Inventories::Outcome::limit_reached: return Reason::limit_reached;
        case Inventories::Outcome::sales_suspended: return Reason::sales_suspended;
        case Inventories::Outcome::event_not_found: return Reason::event_not_found;
        case Inventories::Outcome::taken:
        case Inventories::Outcome::superseded: break;
    }
    return Reason::not_on_sale;
}

bool is_refusal(const Inventories::Answer& answer) {
    return answer.outcome != Inventories::Outcome::taken && answer.outcome != Inventories::Outcome::superseded;
}

/// Taken, or overtaken by the sell that this very revision sends early: the tickets are the booking's.
bool is_held(const Inventories::Answer& answer, const Booking& booking) {
    return answer.outcome == Inventories::Outcome::taken ||
           (answer.outcome == Inventories::Outcome::superseded && answer.number == booking.hold_number() + 1);
}

std::int64_t wanted(const Booking& booking) { return booking.change ? booking.change->added : booking.tickets(); }

/// Which charge is being made now.
int charge_no(const Booking& booking) { return booking.change ? booking.change->charge_no : 1; }

std::optional<decision::Payment> payment_of(const Gateway::Answer& answer) {
    if (answer.state != ChargeState::APPROVED || !answer.payment_id) return std::nullopt;
    return decision::Payment{.id = *answer.payment_id, .amount = answer.amount};
}

}  // namespace

Advance::Advance(Parts parts)
    : parts_(std::move(parts)),
      confirmed_(
          parts_.metrics.counter("boxoffice_bookings_total", "Bookings by how they ended", {{"status", "CONFIRMED"}})),
      rejected_(
          parts_.metrics.counter("boxoffice_bookings_total", "Bookings by how they ended", {{"status", "REJECTED"}})),
      cancelled_(
          parts_.metrics.counter("boxoffice_bookings_total", "Bookings by how they ended", {{"status", "CANCELLED"}})),
      refunded_(
          parts_.metrics.counter("boxoffice_bookings_total", "Bookings by how they ended", {{"status", "REFUNDED"}})) {}

Task<> Advance::run(Flight& flight) {
    std::string why;
    try {
        while (co_await step(flight)) {
        }
        co_return;
    } catch (const std::exception& fault) {
        // Whatever failed, the document stands: the next look finds where to go on.
        why = fault.what();
    }
    co_await look_again_later(flight, why);
}

Task<bool> Advance::step(Flight& flight) {
    switch (flight.booking.phase) {
        case Phase::BUYING:
        case Phase::CHANGING: co_return co_await buy(flight);
        case Phase::RETAKING: co_return co_await retake(flight);
        case Phase::RELEASED:
        case Phase::WITHDRAWN: co_return co_await ask_for_money(flight);
        case Phase::REFUNDING:
        case Phase::SETTLED: co_return co_await carry_out(flight);
    }
    co_return false;
}

Task<bool> Advance::buy(Flight& flight) {
    const auto answer = co_await hold(flight);
    if (!answer) co_return co_await hold_unanswered(flight);
    if (is_refusal(*answer)) co_return co_await hold_refused(flight, reason_of(answer->outcome));
    if (!is_held(*answer, flight.booking)) co_return co_await follow(flight);
    co_return co_await pay(flight, {.unit_price = answer->unit_price, .currency = answer->currency});
}

/// Nothing where the inventory is silent.
Task<std::optional<Inventories::Answer>> Advance::hold(Flight& flight) {
    try {
        auto hold = command(flight.booking, flight.booking.hold_number());
        hold.sent_once = flight.alone;
        co_return co_await parts_.inventories.apply(trace_of(flight.booking), std::move(hold));
    } catch (const Unanswered&) {
        co_return std::nullopt;
    }
}

Task<bool> Advance::hold_unanswered(Flight& flight) {
    const auto& booking = flight.booking;
    const auto now = parts_.clock.now();
    if (now < booking.decided_at + hold_patience) throw Unanswered("the event service does not answer");
    co_return co_await decide(flight, booking.change ? decision::abandon_change(booking, Reason::unanswered, now)
                                                     : decision::give_up(booking, now));
}

Task<bool> Advance::hold_refused(Flight& flight, Reason reason) {
    const auto& booking = flight.booking;
    const auto now = parts_.clock.now();
    if (booking.change) co_return co_await decide(flight, decision::abandon_change(booking, reason, now));
    const bool alone = std::exchange(flight.alone, false);
    co_return co_await decide(flight, decision::refuse(booking, reason, alone, now), alone);
}

Task<bool> Advance::pay(Flight& flight, decision::Held held) {
    flight.alone = false;
    const auto& booking = flight.booking;
    const auto no = charge_no(booking);
    const auto amount = wanted(booking) * held.unit_price;
    if (amount == 0) co_return co_await approve(flight, held, std::nullopt);
    Gateway::Answer answer;
    try {
        if (parts_.clock.now() < booking.give_up_at)
            answer = co_await parts_.gateway.charge(trace_of(booking), {.key = booking.charge_key(no),
                                                                        .user_id = booking.user_id,
                                                                        .booking_id = booking.id,
                                                                        .amount = amount,
                                                                        .currency = held.currency,
                                                                        .method = booking.charge(no).method});
        else
            answer = co_await parts_.gateway.void_key(trace_of(booking), booking.charge_key(no));
    } catch (const Unanswered&) {
        if (booking.change || parts_.clock.now() < booking.hold_until) throw;
        answer.state = ChargeState::OPEN;
    }
    const auto now = parts_.clock.now();
    if (answer.state == ChargeState::OPEN) co_return co_await decide(flight, decision::release(booking, now));
    if (auto payment = payment_of(answer)) co_return co_await approve(flight, held, payment);
    co_return co_await decide(flight, booking.change ? decision::decline_change(booking, answer.state, now)
                                                     : decision::decline(booking, answer.state, now));
}

/// Decides CONFIRMED, and sells at the same time: the one command that goes before its decision is durable. That is
/// safe, since any other decision is a higher revision, whose number wins.
Task<bool> Advance::approve(Flight& flight, decision::Held held, std::optional<decision::Payment> payment) {
    const auto& booking = flight.booking;
    const auto now = parts_.clock.now();
    auto next = booking.change                     ? decision::confirm_change(booking, held, payment, now)
                : booking.phase == Phase::RETAKING ? decision::confirm_retaken(booking, held, now)
                                                   : decision::confirm(booking, held, payment, now);
    const auto rev = next.rev;
    Started<Inventories::Answer> selling(
        parts_.scope, parts_.inventories.apply(trace_of(next), sell_command(next, next.sell_number())));
    co_await decide(flight, std::move(next));
    if (flight.booking.rev != rev) co_return true;
    try {
        if (co_await selling.wait(parts_.timeouts, sell_wait)) flight.done = flight.done.with({Step::sell});
    } catch (const Unanswered&) {
        // It stays in `todo`.
    }
    parts_.flights.report(flight.booking);
    co_return true;
}

Task<bool> Advance::retake(Flight& flight) {
    const auto answer = co_await parts_.inventories.apply(trace_of(flight.booking),
                                                          command(flight.booking, flight.booking.hold_number()));
    const auto& booking = flight.booking;
    if (is_refusal(answer))
        co_return co_await decide(flight, decision::refund(booking, std::nullopt, {Step::release}, parts_.clock.now()));
    if (!is_held(answer, booking)) co_return co_await follow(flight);
    co_return co_await approve(flight, {.unit_price = answer.unit_price, .currency = answer.currency}, std::nullopt);
}

/// RELEASED or WITHDRAWN: only closing the key tells for certain whether money was taken.
Task<bool> Advance::ask_for_money(Flight& flight) {
    try {
        if (flight.booking.todo.has(Step::release) && co_await carry_out(flight, Step::release)) {
            flight.booking.todo = flight.booking.todo.without({Step::release});
            parts_.flights.report(flight.booking);
            co_await parts_.store.settle(flight.booking.id, flight.booking.rev, {Step::release});
        }
    } catch (const Unanswered&) {
        // The money does not wait for the tickets; the release stays in `todo`.
    }
    const auto& booking = flight.booking;
    const auto answer = co_await parts_.gateway.void_key(trace_of(booking), booking.charge_key(1));
    const auto now = parts_.clock.now();
    const auto payment = payment_of(answer);
    if (!payment) co_return co_await decide(flight, decision::reject_unpaid(booking, answer.state, now));
    if (booking.phase == Phase::RELEASED) co_return co_await decide(flight, decision::retake(booking, *payment, now));
    co_return co_await decide(flight, decision::refund(booking, payment, booking.todo.only({Step::release}), now));
}

Task<bool> Advance::carry_out(Flight& flight) {
    const auto rev = flight.booking.rev;
    std::exception_ptr silence;
    for (const auto step : {Step::sell, Step::release, Step::void_, Step::publish, Step::refund}) {
        if (!flight.booking.todo.has(step) || flight.done.has(step)) continue;
        try {
            if (co_await carry_out(flight, step)) flight.done = flight.done.with({step});
        } catch (const Unanswered&) {
            silence = std::current_exception();
        }
        if (flight.booking.rev != rev) co_return true;
    }
    if (!flight.done.empty()) {
        const auto done = std::exchange(flight.done, {});
        flight.booking.todo = flight.booking.todo.without(done);
        parts_.flights.report(flight.booking);
        co_await parts_.store.settle(flight.booking.id, rev, done);
    }
    if (silence) std::rethrow_exception(silence);
    co_return false;
}

Task<bool> Advance::carry_out(Flight& flight, Step step) {
    const auto& booking = flight.booking;
    switch (step) {
        case Step::sell:
            co_await parts_.inventories.apply(trace_of(booking), sell_command(booking, booking.sell_number()));
            co_return true;
        case Step::release:
            co_await parts_.inventories.apply(trace_of(booking), {.inventory_id = booking.first_line().inventory_id,
                                                                  .booking_id = booking.id,
                                                                  .number = booking.hold_number(),
                                                                  .held = {},
                                                                  .sold = {},
                                                                  .holder = booking.user_id.text()});
            co_return true;
        case Step::void_: co_return co_await void_charges(flight);
        case Step::publish: co_await publish(flight); co_return true;
        case Step::refund: co_return co_await give_money_back(flight);
    }
    co_return false;
}

/// Noted or decided charge by charge with the document; never settled by itself.
Task<bool> Advance::void_charges(Flight& flight) {
    for (std::size_t i = 0; i < flight.booking.charges.size(); ++i) {
        const auto charge = flight.booking.charges[i];
        if (charge.state != ChargeState::OPEN) continue;
        const auto answer =
            co_await parts_.gateway.void_key(trace_of(flight.booking), flight.booking.charge_key(charge.no));
        auto noted = with_voided(flight.booking, charge.no, answer.state, payment_of(answer));
        if (noted.rev != flight.booking.rev) {
            co_await decide(flight, std::move(noted));
            co_return false;
        }
        if (!co_await parts_.store.note(noted)) {
            co_await follow(flight);
            co_return false;
        }
        flight.booking = std::move(noted);
    }
    co_return true;
}

Task<bool> Advance::give_money_back(Flight& flight) {
    if (flight.booking.todo.has(Step::void_) && !flight.done.has(Step::void_)) co_return false;
    // What is done need not be carried into the decision that follows.
    flight.booking.todo = flight.booking.todo.without(flight.done);
    const auto& booking = flight.booking;
    for (std::size_t i = 0; i < booking.refunds.size(); ++i) {
        const auto refund = booking.refunds[i];
        const auto charge = booking.charge(refund.charge_no);
        if (refund.state == RefundState::TAKEN || !charge.payment_id) continue;
        const bool taken = co_await parts_.gateway.refund(trace_of(booking), *charge.payment_id, refund.amount,
                                                          booking.refund_key(refund.no));
        if (!taken) throw Unanswered("the gateway refuses a refund; an operator has to look");
    }
    if (booking.phase == Phase::REFUNDING || booking.status == Status::CANCELLED) {
        co_await decide(flight, decision::refunded(booking, parts_.clock.now()));
        co_return false;
    }
    auto noted = with_refunds_taken(booking);
    if (co_await parts_.store.note(noted))
        flight.booking = std::move(noted);
    else
        co_await follow(flight);
    co_return false;
}

Task<> Advance::publish(Flight& flight) {
    std::vector<Message> messages;
    for (const auto& entry : flight.booking.outbox) messages.push_back(compose(flight.booking, entry));
    co_await parts_.publisher.publish(std::move(messages));
    flight.booking.outbox.clear();
}

Inventories::Command Advance::command(const Booking& booking, std::int64_t number) const {
    Inventories::Command command{.inventory_id = booking.first_line().inventory_id,
                                 .booking_id = booking.id,
                                 .number = number,
                                 .held = {{booking.first_line().type_id, wanted(booking)}},
                                 .sold = {},
                                 .holder = booking.user_id.text()};
    if (booking.change) command.sold = {{booking.first_line().type_id, booking.tickets()}};
    return command;
}

Inventories::Command Advance::sell_command(const Booking& booking, std::int64_t number) const {
    return {.inventory_id = booking.first_line().inventory_id,
            .booking_id = booking.id,
            .number = number,
            .held = {},
            .sold = {{booking.first_line().type_id, booking.tickets()}},
            .holder = booking.user_id.text()};
}

Task<bool> Advance::decide(Flight& flight, Booking next, bool guard_due) {
    BookingStore::Decision decision{.next = next, .due = {}, .answer = {}};
    if (guard_due) decision.due = flight.booking.due;
    const bool ended = flight.booking.status == Status::PENDING && next.status != Status::PENDING;
    const bool stands_elsewhere = flight.booking.phase != next.phase || flight.booking.status != next.status;
    if (next.keyed && ended && next.reason != Reason::unanswered) decision.answer = parts_.render(next);
    if (!co_await parts_.store.decide(std::move(decision))) co_return co_await follow(flight);
    flight.booking = std::move(next);
    flight.done = {};
    if (stands_elsewhere) note_decision(flight.booking);
    report_unless_selling(flight);
    co_return true;
}

/// Somebody else has decided.
Task<bool> Advance::follow(Flight& flight) {
    auto booking = co_await parts_.store.find(flight.booking.id);
    if (!booking) throw std::logic_error("a booking has vanished: " + flight.booking.id.text());
    flight = {.booking = std::move(*booking), .alone = false, .done = {}};
    report_unless_selling(flight);
    co_return true;
}

/// A confirmed booking is reported when its tickets are sold in the inventory too, or that has taken too long.
void Advance::report_unless_selling(const Flight& flight) {
    if (!flight.booking.todo.has(Step::sell)) parts_.flights.report(flight.booking);
}

void Advance::note_decision(const Booking& booking) {
    if (booking.phase != Phase::SETTLED) return;
    const auto trace = trace_of(booking);
    const auto reason = booking.reason ? boost::describe::enum_to_string(*booking.reason, "") : "";
    switch (booking.status) {
        case Status::CONFIRMED:
            confirmed_.increment();
            parts_.log.info(trace, "booking confirmed",
                            {{"booking_id", booking.id}, {"tickets", booking.tickets()}, {"amount", booking.amount()}});
            break;
        case Status::REJECTED:
            rejected_.increment();
            parts_.log.info(trace, "booking rejected", {{"booking_id", booking.id}, {"reason", reason}});
            break;
        case Status::CANCELLED:
            cancelled_.increment();
            parts_.log.info(trace, "booking cancelled", {{"booking_id", booking.id}});
            break;
        case Status::REFUNDED:
            refunded_.increment();
            parts_.log.info(trace, "booking refunded", {{"booking_id", booking.id}, {"refunded", booking.refunded()}});
            break;
        case Status::PENDING: break;
    }
}

Task<> Advance::look_again_later(Flight& flight, std::string_view why) {
    const auto& booking = flight.booking;
    const auto now = parts_.clock.now();
    const auto age = now - booking.decided_at;
    const auto trace = trace_of(booking);
    if (age > silence_to_report)
        parts_.log.error(trace, "a booking has been stuck for over an hour: an operator has to look",
                         {{"booking_id", booking.id}, {"why", why}});
    else
        parts_.log.warning(trace, "a step of a booking will be repeated", {{"booking_id", booking.id}, {"why", why}});
    const auto gap = std::clamp<std::chrono::milliseconds>(age / 2, gap_min, gap_max);
    try {
        co_await parts_.store.postpone(booking.id, booking.rev, now + gap);
    } catch (const std::exception& fault) {
        parts_.log.error(trace, "the booking store fails", {{"booking_id", booking.id}, {"why", fault.what()}});
    }
}

}  // namespace boxoffice::booking
