#include "tests/simulation/checks.hpp"

#include <algorithm>

namespace boxoffice::simulation {

using booking::Booking;
using booking::Status;
using notification::Channel;
using notification::State;

namespace {

bool is_carried(const notification::Notification& one) {
    return one.state == State::SENT || (one.state == State::FAILED && one.attempts >= notification::attempts_max);
}

}  // namespace

void Checks::at_rest(const Backbone& backbone) {
    backbone.bookings.each([&](const Booking& booking) { booking_at_rest(backbone, booking); });
    backbone.events.each([&](const event::Inventory& inventory, const auto& registers) {
        if (inventory.room().held != 0) violate("{} tickets stay held for ever", inventory.room().held);
        for (const auto& [booking_id, entry] : registers)
            if (entry.tickets() > 0 && !backbone.bookings.find(booking::BookingId{booking_id}))
                violate("tickets belong to no booking");
    });
    backbone.notifications.each([&](const notification::Notification& one) {
        if (!is_carried(one)) violate("a notification stays {}", name_of(one.state));
        if (one.state == State::SENT && !delivered_.contains(one.id)) violate("a notification is SENT and never was");
    });
    if (!backbone.bookings.closures.empty()) violate("a closure never ends");
    if (!backbone.events.closures_to_tell().empty()) violate("the booking service never hears of a cancelled event");
    if (!backbone.broker.is_empty()) violate("messages stay in the broker");
    flows_at_rest(backbone);
}

void Checks::booking_at_rest(const Backbone& backbone, const Booking& booking) {
    const auto flow = flow_of(booking);
    const bool settled = booking.status != Status::PENDING && booking.phase == booking::Phase::SETTLED;
    if (!settled || !booking.todo.empty() || booking.due || !booking.outbox.empty())
        violate("the booking of flow {} stays {}/{} with todo {}{}", flow, name_of(booking.status),
                name_of(booking.phase), booking.todo.bits(), booking.due ? ", due" : "");
    if (booking.status == Status::CONFIRMED && told_cancelled_.contains(booking.id))
        violate("flow {} was told that its booking is cancelled, and it is CONFIRMED", flow);
    register_at_rest(backbone, booking);
    money_at_rest(backbone, booking);
    notifications_at_rest(backbone, booking);
}

void Checks::register_at_rest(const Backbone& backbone, const Booking& booking) {
    const event::InventoryId id{booking.event_id.value};
    const auto entry = backbone.events.find_register(id, booking.id.value).value_or(event::Register{});
    const auto wanted = booking.status == Status::CONFIRMED ? booking.tickets() : 0;
    if (sum(entry.sold) != wanted || sum(entry.held) != 0)
        violate("the booking of flow {} is {} with {} tickets; its register has {} held and {} sold", flow_of(booking),
                name_of(booking.status), booking.tickets(), sum(entry.held), sum(entry.sold));
}

void Checks::money_at_rest(const Backbone& backbone, const Booking& booking) {
    std::int64_t kept = 0;
    for (const auto& payment : backbone.ledger.payments())
        if (payment.status == payment::PaymentStatus::APPROVED && payment.booking_id == booking.id.text())
            kept += payment.amount - payment.refunded;
    const auto owed = booking.status == Status::CONFIRMED ? booking.amount() : 0;
    if (kept != owed)
        violate("the booking of flow {} is {} and costs {}, and {} was taken and not given back", flow_of(booking),
                name_of(booking.status), owed, kept);
}

void Checks::notifications_at_rest(const Backbone& backbone, const Booking& booking) {
    std::map<std::pair<std::string, Channel>, int> stored;
    backbone.notifications.each([&](const notification::Notification& one) {
        if (one.booking_id == booking.id.text()) ++stored[{one.topic, one.channel}];
    });
    std::map<std::pair<std::string, Channel>, int> wanted;
    for (const auto& topic : topics_[booking.id]) {
        wanted[{topic, Channel::email}] = 1;
        if (booking.contact->phone) wanted[{topic, Channel::sms}] = 1;
    }
    if (booking.ever_confirmed && !topics_[booking.id].contains("CONFIRMED"))
        violate("flow {} was CONFIRMED and nobody was to be told", flow_of(booking));
    if (stored == wanted) return;
    std::string text;
    for (const auto& [key, count] : stored) text += fmt::format(" {}×{} {}", count, key.first, name_of(key.second));
    text += "; wanted:";
    for (const auto& [key, count] : wanted) text += fmt::format(" {} {}", key.first, name_of(key.second));
    violate("the notifications of flow {} are{}", flow_of(booking), text);
}

void Checks::flows_at_rest(const Backbone& backbone) {
    std::map<int, int> confirmed;
    backbone.bookings.each([&](const Booking& booking) {
        if (booking.ever_confirmed) ++confirmed[flow_of(booking)];
    });
    for (const auto flow : told_confirmed_)
        if (!confirmed.contains(flow)) violate("flow {} was answered 201 and has no confirmed booking", flow);
    for (const auto& [flow, count] : confirmed)
        if (count > 1) violate("flow {} has {} confirmed bookings", flow, count);
}

}  // namespace boxoffice::simulation
