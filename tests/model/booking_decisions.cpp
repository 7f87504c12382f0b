#include "tests/model/booking_decisions.hpp"

#include <algorithm>

namespace boxoffice::model::decision {

namespace {

constexpr Small lasting = Todo::refund | Todo::void_charges | Todo::publish;

Small bits(int value) { return static_cast<Small>(value); }

Document next(const Rules& rules, const Document& now) {
    auto result = now;
    ++result.rev;
    if (rules.the_newest_sell_or_release_stands) result.todo &= lasting;
    if (!rules.a_decision_keeps_the_outbox) result.outbox = 0;
    return result;
}

Document with(Document result, Phase phase, int todo) {
    result.phase = phase;
    result.todo |= bits(todo);
    return result;
}

void tell(Document& document, Message message) {
    document.outbox |= message;
    document.todo |= Todo::publish;
}

void add_refund(Document& document, int charge_no) {
    for (const auto& line : document.refunds)
        if (line.charge_no == charge_no) return;
    for (auto& line : document.refunds)
        if (line.charge_no == 0) {
            line = {bits(charge_no), 0};
            return;
        }
}

void refund_whole(Document& document, int charge_no) {
    if (document.charge(charge_no) == Charge::approved) add_refund(document, charge_no);
}

int given(bool rule, int todo) { return rule ? todo : 0; }

Document back_from_change(const Rules& rules, const Document& now) {
    auto result = next(rules, now);
    result.sell_rev = result.rev;
    return with(result, Phase::confirmed, given(rules.an_abandoned_change_sells, Todo::sell));
}

}  // namespace

Document begin() {
    Document document{};
    document.phase = Phase::buying;
    document.rev = 1;
    document.tickets = 1;
    document.charge(1) = Charge::open;
    return document;
}

Document confirm(const Rules& rules, const Document& now) {
    auto result = next(rules, now);
    result.charge(1) = Charge::approved;
    result.sell_rev = now.rev;
    result = with(result, Phase::confirmed, Todo::sell);
    tell(result, told_confirmed);
    return result;
}

Document refuse(const Rules& rules, const Document& now, bool alone) {
    auto result = next(rules, now);
    if (alone) {
        result.charge(1) = Charge::voided;
        return with(result, Phase::rejected, 0);
    }
    return with(result, Phase::rejected,
                given(rules.a_refusal_releases, Todo::release) | given(rules.giving_up_voids, Todo::void_charges));
}

Document decline(const Rules& rules, const Document& now, Charge heard) {
    auto result = next(rules, now);
    result.charge(1) = heard;
    return with(result, Phase::rejected, given(rules.a_refusal_releases, Todo::release));
}

Document give_up(const Rules& rules, const Document& now) {
    return with(next(rules, now), Phase::rejected, Todo::release | given(rules.giving_up_voids, Todo::void_charges));
}

Document release(const Rules& rules, const Document& now) {
    return with(next(rules, now), Phase::released, Todo::release);
}

Document retake(const Rules& rules, const Document& now) {
    auto result = next(rules, now);
    result.charge(1) = Charge::approved;
    return with(result, Phase::retaking, 0);
}

Document refund(const Rules& rules, const Document& now, bool keeps_release) {
    auto result = next(rules, now);
    result.charge(1) = Charge::approved;
    refund_whole(result, 1);
    return with(result, Phase::refunding, Todo::refund | given(keeps_release, Todo::release));
}

Document reject_unpaid(const Rules& rules, const Document& now, Charge heard) {
    auto result = next(rules, now);
    result.charge(1) = heard;
    return with(result, Phase::rejected, now.todo & Todo::release);
}

Document refunded(const Rules& rules, const Document& now) {
    auto result = with_refunds_taken(next(rules, now));
    if (now.phase != Phase::cancelled) tell(result, told_refunded);
    return with(result, Phase::refunded, now.todo & Todo::release);
}

std::optional<Document> cancel(const Rules& rules, const Document& now) {
    auto result = next(rules, now);
    switch (now.phase) {
        case Phase::buying:
        case Phase::released:
        case Phase::retaking: return with(result, Phase::withdrawn, Todo::release);
        case Phase::confirmed:
        case Phase::changing: break;
        default: return std::nullopt;
    }
    int todo = Todo::release;
    if (result.has_open_charge() && (rules.a_cancelled_change_voids || now.phase == Phase::confirmed))
        todo |= Todo::void_charges;
    for (const int charge_no : {1, 2}) refund_whole(result, charge_no);
    if (result.has_open_refund()) todo |= Todo::refund;
    result = with(result, Phase::cancelled, todo);
    tell(result, told_cancelled);
    return result;
}

Document begin_change(const Rules& rules, const Document& now) {
    auto result = next(rules, now);
    result.charge(2) = Charge::open;
    return with(result, Phase::changing, 0);
}

Document confirm_change(const Rules& rules, const Document& now) {
    auto result = next(rules, now);
    result.charge(2) = Charge::approved;
    result.tickets = 2;
    result.sell_rev = now.rev;
    result = with(result, Phase::confirmed, Todo::sell);
    tell(result, told_changed);
    return result;
}

Document abandon_change(const Rules& rules, const Document& now) {
    auto result = back_from_change(rules, now);
    result.todo |= bits(given(rules.an_abandoned_change_voids, Todo::void_charges));
    return result;
}

Document decline_change(const Rules& rules, const Document& now, Charge heard) {
    auto result = back_from_change(rules, now);
    result.charge(2) = heard;
    return result;
}

Document give_back(const Rules& rules, const Document& now) {
    auto result = next(rules, now);
    result.tickets = 1;
    add_refund(result, 2);
    result.sell_rev = result.rev;
    result = with(result, Phase::confirmed, Todo::sell | Todo::refund);
    tell(result, told_fewer);
    return result;
}

Document with_voided(const Rules& rules, const Document& now, int charge_no, Charge heard) {
    auto result = now;
    result.charge(charge_no) = heard;
    if (heard == Charge::approved) {
        refund_whole(result, charge_no);
        result.todo |= Todo::refund;
        if (rules.found_money_is_a_decision) ++result.rev;
    }
    if (!result.has_open_charge()) result.todo &= bits(~Todo::void_charges);
    return result;
}

Document with_refunds_taken(const Document& now) {
    auto result = now;
    for (auto& line : result.refunds)
        if (line.charge_no != 0) line.taken = 1;
    result.todo &= bits(~Todo::refund);
    return result;
}

}  // namespace boxoffice::model::decision
