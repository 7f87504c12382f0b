#include "tests/model/booking_neighbours.hpp"

#include <algorithm>
#include <stdexcept>

namespace boxoffice::model {

namespace {

Small bit(int no) { return static_cast<Small>(1 << (no - 1)); }

bool may_be_refused(const Scope& scope, const Surroundings& around, int growth) {
    return around.event_cancelled || scope.any_room || growth > around.room;
}

bool may_be_taken(const Scope& scope, const Surroundings& around, int growth) {
    return !around.event_cancelled && (scope.any_room || growth <= around.room);
}

}  // namespace

std::vector<Ruling> rulings(const Rules& rules, const Scope& scope, const Surroundings& around, const Register& entry,
                            const Register& command) {
    if (rules.numbered && command.number == entry.number) return {{Answer::taken, entry}};
    if (rules.numbered && command.number < entry.number) return {{Answer::superseded, entry}};
    if (!rules.a_release_is_remembered && entry.number == 0 && command.tickets() == 0) return {{Answer::taken, entry}};
    if (!rules.a_sell_is_never_refused && command.sold > entry.sold) return {{Answer::refused, entry}};
    const int growth = command.tickets() - entry.tickets();
    if (growth <= 0) return {{Answer::taken, command}};
    std::vector<Ruling> possible;
    if (may_be_taken(scope, around, growth)) possible.push_back({Answer::taken, command});
    if (may_be_refused(scope, around, growth)) possible.push_back({Answer::refused, entry});
    return possible;
}

void send(const Scope& scope, Booking& booking, Register command) {
    if (!scope.late_messages) return;
    auto& late = booking.late;
    if (std::ranges::find(late, command) != late.end()) return;
    const auto free = std::ranges::find(late, Register{});
    if (free == late.end()) throw std::length_error("more messages are on their way than the model has places for");
    *free = command;
    std::sort(late.begin(), free + 1);
}

void send_charge(const Scope& scope, Booking& booking, int charge_no) {
    if (scope.late_messages) booking.gateway.charges_sent |= bit(charge_no);
}

void send_void(const Scope& scope, Booking& booking, int charge_no) {
    if (scope.late_messages) booking.gateway.voids_sent |= bit(charge_no);
}

void send_refund(const Scope& scope, Booking& booking, int refund_no, int charge_no) {
    if (scope.late_messages) booking.gateway.refunds_sent[refund_no - 1] |= bit(charge_no);
}

std::vector<Charge> charge_answers(const Scope& scope, const Booking& booking, int charge_no) {
    const auto known = booking.gateway.charges[charge_no - 1];
    if (known != Charge::none) return {known};
    if (scope.declines) return {Charge::approved, Charge::declined};
    return {Charge::approved};
}

Charge void_key(const Rules& rules, Booking& booking, int charge_no) {
    auto& known = booking.gateway.charges[charge_no - 1];
    if (known != Charge::none) return known;
    if (rules.a_void_closes_the_key) known = Charge::voided;
    return Charge::voided;
}

bool give_back(Booking& booking, int refund_no, int charge_no) {
    auto& refunded = booking.gateway.refund_of[refund_no - 1];
    if (refunded != 0) return refunded == charge_no;
    if (!booking.gateway.has_money_of(charge_no)) return false;
    refunded = static_cast<Small>(charge_no);
    return true;
}

void record(const Rules& rules, Booking& booking, Small messages) {
    if (!rules.the_consumer_knows_what_it_has && (booking.recorded & messages) != 0) booking.recorded_twice = 1;
    booking.recorded |= messages;
}

void tidy(const Rules& rules, Booking& booking) {
    if (rules.numbered) {
        auto& late = booking.late;
        const auto end = std::remove_if(late.begin(), late.end(), [&](const Register& command) {
            return command.number <= booking.entry.number;
        });
        std::fill(end, late.end(), Register{});
    }
    auto& gateway = booking.gateway;
    for (const int no : {1, 2}) {
        const auto others = static_cast<Small>(~bit(no));
        if (gateway.charges[no - 1] != Charge::none) gateway.charges_sent &= others, gateway.voids_sent &= others;
        if (gateway.refund_of[no - 1] != 0) gateway.refunds_sent[no - 1] = 0;
        if (gateway.charges[no - 1] == Charge::approved && !gateway.has_money_of(no))
            for (auto& sent : gateway.refunds_sent) sent &= others;
    }
    if (booking.stored.rev != 1) booking.due_moved = booking.taken_off = 0;
}

}  // namespace boxoffice::model
