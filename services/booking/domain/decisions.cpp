#include "services/booking/domain/decisions.hpp"

#include <algorithm>
#include <cassert>

namespace boxoffice::booking {

namespace {

constexpr Todo lasting{Step::refund, Step::void_, Step::publish};

/// The next revision, with what stays of the old `todo`.
Booking next(const Booking& booking, Timestamp now) {
    Booking result = booking;
    ++result.rev;
    result.todo = booking.todo.only(lasting);
    result.decided_at = now;
    // Moving `due` costs two index entries, so a look that lies far enough ahead stays where it is.
    if (!result.due || *result.due < now + decision::look_again / 2) result.due = now + decision::look_again;
    return result;
}

/// A settled booking with nothing left to do need not be looked at again.
Booking with_due_if_open(Booking booking) {
    if (booking.phase == Phase::SETTLED && booking.todo.empty()) booking.due.reset();
    return booking;
}

Booking settled(Booking booking, Status status, Todo todo) {
    booking.status = status;
    booking.phase = Phase::SETTLED;
    booking.todo = booking.todo.with(todo);
    return with_due_if_open(std::move(booking));
}

Booking pending(Booking booking, Phase phase, Todo todo) {
    booking.phase = phase;
    booking.todo = booking.todo.with(todo);
    return booking;
}

void tell(Booking& booking, MessageKind kind) {
    booking.outbox.push_back({.rev = booking.rev,
                              .kind = kind,
                              .tickets = booking.tickets(),
                              .amount = booking.amount(),
                              .refunded = booking.refunded()});
    booking.todo = booking.todo.with({Step::publish});
}

void add_refund(Booking& booking, int charge_no, std::int64_t amount) {
    if (amount <= 0) return;
    const auto no = static_cast<int>(booking.refunds.size()) + 1;
    booking.refunds.push_back({.no = no, .charge_no = charge_no, .amount = amount});
}

std::int64_t not_yet_refunded(const Booking& booking, const Charge& charge) {
    auto left = charge.amount;
    for (const auto& refund : booking.refunds)
        if (refund.charge_no == charge.no) left -= refund.amount;
    return left;
}

/// A refund line for all that a charge has taken and that is not on its way back already.
void refund_whole(Booking& booking, const Charge& charge) {
    if (charge.state == ChargeState::APPROVED) add_refund(booking, charge.no, not_yet_refunded(booking, charge));
}

/// Without a payment there was nothing to pay: the charge is closed.
void approve(Charge& charge, const std::optional<decision::Payment>& payment) {
    charge.state = payment ? ChargeState::APPROVED : ChargeState::VOIDED;
    charge.amount = payment ? payment->amount : 0;
    if (payment) charge.payment_id = payment->id;
}

void take_refunds(Booking& booking) {
    for (auto& refund : booking.refunds) refund.state = RefundState::TAKEN;
    booking.todo = booking.todo.without({Step::refund});
}

/// The price is what was charged, whatever it was when the booking began or is by now.
void price_as_charged(Booking& booking) {
    auto& line = booking.lines.front();
    line.unit_price = booking.charges.front().amount / line.quantity;
}

bool has_open_charge(const Booking& booking) {
    return std::ranges::any_of(booking.charges, [](const Charge& charge) { return charge.state == ChargeState::OPEN; });
}

bool has_open_refund(const Booking& booking) {
    return std::ranges::any_of(booking.refunds, [](const Refund& refund) { return refund.state == RefundState::OPEN; });
}

/// Back from CHANGING to what it was; the register is set to the old lines by a sell of this revision.
Booking back_from_change(const Booking& booking, Timestamp now) {
    assert(booking.phase == Phase::CHANGING);
    auto result = next(booking, now);
    result.change.reset();
    result.sell_rev = result.rev;
    return settled(std::move(result), Status::CONFIRMED, {Step::sell});
}

}  // namespace

namespace decision {

Booking begin(Draft draft, Limits limits, Timestamp now) {
    Booking booking;
    booking.id = draft.id;
    booking.user_id = draft.user_id;
    booking.contact = std::move(draft.contact);
    booking.organizer_id = draft.organizer_id;
    booking.event_id = draft.event_id;
    booking.event = std::move(draft.event);
    booking.lines = {{.inventory_id = draft.inventory_id,
                      .event_id = draft.event_id,
                      .quantity = draft.tickets,
                      .unit_price = draft.unit_price}};
    booking.currency = std::move(draft.currency);
    booking.charges = {{.amount = booking.amount(), .method = std::move(draft.payment_method), .payment_id = {}}};
    booking.created_at = booking.decided_at = now;
    booking.give_up_at = now + limits.give_up;
    booking.hold_until = now + limits.hold;
    booking.due = now + look_again;
    booking.traceparent = std::move(draft.traceparent);
    booking.keyed = draft.keyed;
    return booking;
}

Booking confirm(const Booking& booking, const Held& held, std::optional<Payment> payment, Timestamp now) {
    assert(booking.phase == Phase::BUYING);
    auto result = next(booking, now);
    result.lines.front().unit_price = held.unit_price;
    result.currency = held.currency;
    approve(result.charges.front(), payment);
    result.sell_rev = booking.rev;
    result.ever_confirmed = true;
    result = settled(std::move(result), Status::CONFIRMED, {Step::sell});
    tell(result, MessageKind::confirmed);
    return result;
}

Booking refuse(const Booking& booking, Reason reason, bool alone, Timestamp now) {
    assert(booking.phase == Phase::BUYING);
    auto result = next(booking, now);
    result.reason = reason;
    if (alone) {
        result.charges.front().state = ChargeState::VOIDED;
        return settled(std::move(result), Status::REJECTED, {});
    }
    return settled(std::move(result), Status::REJECTED, {Step::release, Step::void_});
}

Booking decline(const Booking& booking, ChargeState state, Timestamp now) {
    assert(booking.phase == Phase::BUYING);
    auto result = next(booking, now);
    result.reason = Reason::payment_declined;
    result.charges.front().state = state;
    return settled(std::move(result), Status::REJECTED, {Step::release});
}

Booking give_up(const Booking& booking, Timestamp now) {
    assert(booking.phase == Phase::BUYING);
    auto result = next(booking, now);
    result.reason = Reason::unanswered;
    return settled(std::move(result), Status::REJECTED, {Step::release, Step::void_});
}

Booking release(const Booking& booking, Timestamp now) {
    assert(booking.phase == Phase::BUYING);
    return pending(next(booking, now), Phase::RELEASED, {Step::release});
}

Booking retake(const Booking& booking, Payment payment, Timestamp now) {
    assert(booking.phase == Phase::RELEASED);
    auto result = next(booking, now);
    approve(result.charges.front(), payment);
    price_as_charged(result);
    return pending(std::move(result), Phase::RETAKING, {});
}

Booking confirm_retaken(const Booking& booking, const Held& held, Timestamp now) {
    assert(booking.phase == Phase::RETAKING);
    auto result = next(booking, now);
    result.currency = held.currency;
    result.sell_rev = booking.rev;
    result.ever_confirmed = true;
    result = settled(std::move(result), Status::CONFIRMED, {Step::sell});
    tell(result, MessageKind::confirmed);
    return result;
}

Booking refund(const Booking& booking, std::optional<Payment> payment, Todo kept, Timestamp now) {
    auto result = next(booking, now);
    if (payment) {
        approve(result.charges.front(), payment);
        price_as_charged(result);
    }
    refund_whole(result, result.charges.front());
    return pending(std::move(result), Phase::REFUNDING, kept.with({Step::refund}));
}

Booking reject_unpaid(const Booking& booking, ChargeState state, Timestamp now) {
    auto result = next(booking, now);
    result.charges.front().state = state;
    if (!result.reason) result.reason = booking.phase == Phase::WITHDRAWN ? Reason::withdrawn : Reason::unanswered;
    return settled(std::move(result), Status::REJECTED, booking.todo.only({Step::release}));
}

Booking refunded(const Booking& booking, Timestamp now) {
    auto result = next(booking, now);
    take_refunds(result);
    const bool told = booking.status == Status::CANCELLED;
    result.status = Status::REFUNDED;
    if (!told) tell(result, MessageKind::refunded);
    return settled(std::move(result), Status::REFUNDED, booking.todo.only({Step::release}));
}

std::optional<Booking> cancel(const Booking& booking, Timestamp now) {
    if (booking.status == Status::PENDING) {
        if (booking.phase == Phase::WITHDRAWN || booking.phase == Phase::REFUNDING) return std::nullopt;
        auto result = next(booking, now);
        result.reason = Reason::withdrawn;
        return pending(std::move(result), Phase::WITHDRAWN, {Step::release});
    }
    if (booking.status != Status::CONFIRMED) return std::nullopt;
    auto result = next(booking, now);
    Todo todo{Step::release};
    if (has_open_charge(result)) todo = todo.with({Step::void_});
    for (const auto& charge : booking.charges) refund_whole(result, charge);
    if (has_open_refund(result)) todo = todo.with({Step::refund});
    result.change.reset();
    result = settled(std::move(result), Status::CANCELLED, todo);
    tell(result, MessageKind::cancelled);
    return result;
}

Booking begin_change(const Booking& booking, std::int64_t added, std::string payment_method, Limits limits,
                     Timestamp now) {
    assert(booking.status == Status::CONFIRMED && booking.phase == Phase::SETTLED && added > 0);
    auto result = next(booking, now);
    const auto no = result.charges.back().no + 1;
    result.charges.push_back({.no = no, .method = std::move(payment_method), .payment_id = {}});
    result.change = Change{.added = added, .charge_no = no};
    result.reason.reset();
    result.give_up_at = now + limits.give_up;
    return pending(std::move(result), Phase::CHANGING, {});
}

Booking confirm_change(const Booking& booking, const Held& held, std::optional<Payment> payment, Timestamp now) {
    assert(booking.phase == Phase::CHANGING);
    auto result = next(booking, now);
    const auto change = *result.change;
    Line line = result.lines.front();
    line.no = result.lines.back().no + 1;
    line.quantity = change.added;
    line.unit_price = held.unit_price;
    line.charge_no = change.charge_no;
    result.lines.push_back(line);
    approve(result.charge(change.charge_no), payment);
    result.change.reset();
    result.sell_rev = booking.rev;
    result = settled(std::move(result), Status::CONFIRMED, {Step::sell});
    tell(result, MessageKind::changed);
    return result;
}

Booking abandon_change(const Booking& booking, Reason reason, Timestamp now) {
    auto result = back_from_change(booking, now);
    result.reason = reason;
    result.todo = result.todo.with({Step::void_});
    return result;
}

Booking decline_change(const Booking& booking, ChargeState state, Timestamp now) {
    auto result = back_from_change(booking, now);
    result.reason = Reason::payment_declined;
    result.charge(booking.change->charge_no).state = state;
    return result;
}

Booking give_back(const Booking& booking, std::int64_t tickets, Timestamp now) {
    assert(booking.status == Status::CONFIRMED && booking.phase == Phase::SETTLED);
    assert(tickets > 0 && tickets < booking.tickets());
    auto result = next(booking, now);
    auto surplus = booking.tickets() - tickets;
    for (auto line = result.lines.rbegin(); line != result.lines.rend() && surplus > 0; ++line) {
        const auto taken = std::min(surplus, line->quantity);
        line->quantity -= taken;
        surplus -= taken;
        add_refund(result, line->charge_no, taken * line->unit_price);
    }
    std::erase_if(result.lines, [](const Line& line) { return line.quantity == 0; });
    result.sell_rev = result.rev;
    result.reason.reset();
    const auto todo = has_open_refund(result) ? Todo{Step::sell, Step::refund} : Todo{Step::sell};
    result = settled(std::move(result), Status::CONFIRMED, todo);
    tell(result, MessageKind::changed);
    return result;
}

}  // namespace decision

Booking with_voided(const Booking& booking, int charge_no, ChargeState state,
                    std::optional<decision::Payment> payment) {
    Booking result = booking;
    auto& charge = result.charge(charge_no);
    if (state == ChargeState::APPROVED) {
        ++result.rev;
        approve(charge, payment);
        refund_whole(result, charge);
        result.todo = result.todo.with({Step::refund});
    } else {
        charge.state = state;
    }
    if (!has_open_charge(result)) result.todo = result.todo.without({Step::void_});
    return with_due_if_open(std::move(result));
}

Booking with_refunds_taken(const Booking& booking) {
    Booking result = booking;
    take_refunds(result);
    return with_due_if_open(std::move(result));
}

}  // namespace boxoffice::booking
