#include "tests/simulation/checks.hpp"

#include <algorithm>

namespace boxoffice::simulation {

using booking::Booking;
using booking::MessageKind;
using booking::Status;

namespace {

std::string stand_of(const Booking& booking) {
    return fmt::format("{}/{} rev {}", name_of(booking.status), name_of(booking.phase), booking.rev);
}

std::string topic_of(const Booking& booking, const booking::OutboxEntry& entry) {
    switch (entry.kind) {
        case MessageKind::confirmed: return "CONFIRMED";
        case MessageKind::changed: return compose(booking, entry).message_id;
        case MessageKind::cancelled:
        case MessageKind::refunded: break;
    }
    return "ENDED";
}

int rev_of(const booking::Message& message) {
    return std::stoi(message.message_id.substr(message.message_id.find(':') + 1));
}

bool same(const KeptAnswer& a, const KeptAnswer& b) {
    return a.status == b.status && a.body == b.body && a.location == b.location;
}

}  // namespace

std::int64_t sum(const event::Quantities& quantities) {
    std::int64_t total = 0;
    for (const auto& [type, quantity] : quantities) total += quantity;
    return total;
}

Trace trace_of(int flow) {
    Trace trace;
    trace.trace_id[0] = 1;
    trace.trace_id[14] = static_cast<std::uint8_t>(flow >> 8);
    trace.trace_id[15] = static_cast<std::uint8_t>(flow);
    trace.span_id[0] = 1;
    return trace;
}

int Checks::flow_of(const Booking& booking) {
    // "00-<32 digits>-…": the flow's number is the last two bytes of the trace id.
    return std::stoi(booking.traceparent.substr(31, 4), nullptr, 16);
}

std::optional<booking::BookingId> Checks::booking_of(int flow) const {
    const auto found = bookings_.find(flow);
    return found == bookings_.end() ? std::nullopt : std::optional(found->second);
}

void Checks::written(const Booking* before, const Booking& after) {
    const auto flow = flow_of(after);
    if (before == nullptr) {
        bookings_[flow] = after.id;
        environment_.tell("booking of flow {}: inserted {}", flow, stand_of(after));
        return;
    }
    if (!may_become(*before, after))
        violate("the booking of flow {} was {} and became {}", flow, stand_of(*before), stand_of(after));
    if (before->rev != after.rev || before->todo != after.todo)
        environment_.tell("booking of flow {}: {} → {}, todo {}", flow, stand_of(*before), stand_of(after),
                          after.todo.bits());
    if (const auto transition = transition_of(*before, after)) coverage_.count(*transition);
    if (before->rev == after.rev) return;
    for (const auto& entry : after.outbox)
        if (entry.rev == after.rev) topics_[after.id].insert(topic_of(after, entry));
}

void Checks::answered(const Booking& booking, const KeptAnswer& answer) {
    const auto [known, first] = kept_.try_emplace(booking.id, answer);
    if (!first && !same(known->second, answer))
        violate("the kept answer of flow {} changed from {} to {}", flow_of(booking), known->second.status,
                answer.status);
}

void Checks::written(const event::Inventory& inventory, const std::map<Uuid, event::Register>& registers) {
    event::Pool registered;
    for (const auto& [booking_id, entry] : registers) {
        registered.held += sum(entry.held);
        registered.sold += sum(entry.sold);
    }
    const auto& room = inventory.room();
    environment_.tell("inventory {} v {}: {} held, {} sold of {}", inventory.id.text().substr(30), inventory.v,
                      room.held, room.sold, room.capacity);
    if (room.held != registered.held || room.sold != registered.sold)
        violate("an inventory counts {} held and {} sold, its registers {} and {}", room.held, room.sold,
                registered.held, registered.sold);
    if (room.available() < 0 || room.held < 0 || room.sold < 0)
        violate("an inventory has {} held and {} sold of {}", room.held, room.sold, room.capacity);
    const auto [known, fresh] = versions_.try_emplace({inventory.id, inventory.v}, room);
    if (!fresh && known->second != room) violate("an inventory has two states at version {}", inventory.v);
}

void Checks::told_available(const event::Inventory& inventory) {
    const auto known = versions_.find({inventory.id, inventory.v});
    if (known == versions_.end() || known->second != inventory.room())
        violate("an answer says of version {} what it never was", inventory.v);
}

void Checks::recorded(const payment::Payment& payment) {
    environment_.tell("ledger: {} {} for {}", name_of(payment.status), payment.amount, payment.key.value_or("?"));
    if (payment.status != payment::PaymentStatus::APPROVED) return;
    if (!charged_.insert(payment.key.value_or("")).second)
        violate("two charges for one purpose: {}", payment.key.value_or(""));
}

void Checks::refunded(const payment::Payment& payment, const payment::Refund& refund) {
    environment_.tell("ledger: refund of {} by {}", refund.amount, refund.key.value_or("?"));
    if (refund.key.value_or("").find("/x") == std::string::npos) return;
    coverage_.count(Transition::ended_payment_found);
    if (payment.key.value_or("").find("/c") != std::string::npos)
        violate("the reconciliation had to give back a charge of a booking's own: {}", *payment.key);
}

void Checks::published(const BookingTable& bookings, const booking::Message& message) {
    environment_.tell("published {}", message.message_id.substr(30));
    const auto booking = bookings.find(message.booking_id);
    if (!booking || booking->rev < rev_of(message) || (message.status == Status::CONFIRMED && !booking->ever_confirmed))
        violate("a message tells of what was not decided: {}", message.message_id);
}

void Checks::told(int flow, bool keyed, const KeptAnswer& answer) {
    environment_.tell("flow {} is answered {}", flow, answer.status);
    if (answer.status == 201) told_confirmed_.insert(flow);
    if (answer.status == 202) coverage_.count(Transition::buying_answered_pending);
    if (!keyed) return;
    const auto [known, first] = answers_.try_emplace(flow, answer);
    if (!first && !same(known->second, answer))
        violate("flow {} was answered {} and then {} under the same key: {} {}", flow, known->second.status,
                answer.status, known->second.body, answer.body);
}

}  // namespace boxoffice::simulation
