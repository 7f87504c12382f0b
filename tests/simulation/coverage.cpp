#include "tests/simulation/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace boxoffice::simulation {

using booking::Booking;
using booking::ChargeState;
using booking::Phase;
using booking::Reason;
using booking::Status;
using booking::Step;
using enum Transition;

namespace {

std::string name_of(std::size_t transition) {
    std::string name = boost::describe::enum_to_string(static_cast<Transition>(transition), "");
    std::ranges::replace(name, '_', ' ');
    return name;
}

constexpr std::chrono::hours to_report{1};

/// A look was put off, since a neighbour was silent.
std::optional<Transition> silence_of(const Booking& before, const Booking& after) {
    if (!before.due || !after.due || before.due == after.due || before.rev != after.rev) return std::nullopt;
    switch (before.phase) {
        case Phase::RELEASED:
            return *after.due > before.decided_at + to_report ? released_silence_reported : released_silence;
        case Phase::WITHDRAWN: return withdrawn_silence;
        case Phase::RETAKING: return retaking_silence;
        case Phase::REFUNDING: return refunding_silence;
        case Phase::SETTLED: break;
        case Phase::BUYING:
        case Phase::CHANGING: return std::nullopt;
    }
    return before.status == Status::CANCELLED ? std::optional(cancelled_silence) : std::nullopt;
}

/// A booking that had ended otherwise learns by `void` that it was charged: a decision that changes its money alone.
bool found_money(const Booking& before, const Booking& after) {
    return before.phase == Phase::SETTLED && before.status == after.status && before.phase == after.phase &&
           before.lines.size() == after.lines.size() && before.tickets() == after.tickets() &&
           std::ranges::any_of(before.charges, [&after](const booking::Charge& charge) {
               return charge.state == ChargeState::OPEN && after.charge(charge.no).state == ChargeState::APPROVED;
           });
}

/// What `void` said of an open charge.
std::optional<Transition> noted(const Booking& before, const Booking& after) {
    for (std::size_t i = 0; i < before.charges.size(); ++i) {
        if (before.charges[i].state != ChargeState::OPEN || after.charges[i].state == ChargeState::OPEN) continue;
        const bool taken = after.charges[i].state == ChargeState::APPROVED;
        if (before.status == Status::CANCELLED) return taken ? cancelled_void_found_taken : cancelled_void_found_void;
        if (before.status == Status::REJECTED) return taken ? rejected_void_found_taken : rejected_void_found_void;
        if (before.status == Status::CONFIRMED && before.phase == Phase::SETTLED)
            return taken ? back_from_change_void_found_taken : back_from_change_void_found_void;
    }
    return silence_of(before, after);
}

Transition of_buying(const Booking& before, const Booking& after) {
    if (after.status == Status::CONFIRMED) {
        if (after.charges.front().state != ChargeState::APPROVED) return buying_approved_free;
        return after.decided_at >= before.give_up_at ? buying_approved_after_silence : buying_approved;
    }
    if (after.phase == Phase::RELEASED) return buying_hold_ran_out;
    if (after.phase == Phase::WITHDRAWN) return buying_cancelled;
    if (after.reason == Reason::unanswered) return buying_hold_unanswered;
    if (after.reason != Reason::payment_declined)
        return after.todo.empty() ? buying_hold_refused_alone : buying_hold_refused_after_a_repeat;
    return after.charges.front().state == ChargeState::VOIDED ? buying_given_up_and_voided : buying_declined;
}

std::optional<Transition> of_pending(const Booking& before, const Booking& after) {
    const bool cancelled = after.phase == Phase::WITHDRAWN;
    switch (before.phase) {
        case Phase::BUYING: return of_buying(before, after);
        case Phase::RELEASED:
            if (cancelled) return released_cancelled;
            return after.phase == Phase::RETAKING ? released_found_taken : released_found_void;
        case Phase::RETAKING:
            if (cancelled) return retaking_cancelled;
            return after.status == Status::CONFIRMED ? retaking_held : retaking_hold_refused;
        case Phase::WITHDRAWN: return after.phase == Phase::REFUNDING ? withdrawn_found_taken : withdrawn_found_void;
        case Phase::REFUNDING: return refunding_refunded;
        case Phase::SETTLED:
        case Phase::CHANGING: break;
    }
    return std::nullopt;
}

Transition of_changing(const Booking& before, const Booking& after) {
    if (after.status == Status::CANCELLED) return changing_cancelled;
    if (after.tickets() > before.tickets()) return changing_approved;
    if (after.reason == Reason::unanswered) return changing_hold_unanswered;
    if (after.reason != Reason::payment_declined) return changing_hold_refused;
    return after.charge(before.change->charge_no).state == ChargeState::VOIDED ? changing_given_up_and_voided
                                                                               : changing_declined;
}

std::optional<Transition> of_confirmed(const Booking& before, const Booking& after) {
    if (before.phase == Phase::CHANGING) return of_changing(before, after);
    if (after.status == Status::CANCELLED)
        return after.todo.has(Step::refund) ? confirmed_cancelled : confirmed_cancelled_free;
    return after.phase == Phase::CHANGING ? confirmed_more : confirmed_fewer;
}

using Stand = std::pair<Status, Phase>;

const std::set<std::pair<Stand, Stand>>& allowed() {
    using enum Status;
    using enum Phase;
    static const std::set<std::pair<Stand, Stand>> pairs{
        {{PENDING, BUYING}, {CONFIRMED, SETTLED}},     {{PENDING, BUYING}, {REJECTED, SETTLED}},
        {{PENDING, BUYING}, {PENDING, RELEASED}},      {{PENDING, BUYING}, {PENDING, WITHDRAWN}},
        {{PENDING, RELEASED}, {PENDING, RETAKING}},    {{PENDING, RELEASED}, {REJECTED, SETTLED}},
        {{PENDING, RELEASED}, {PENDING, WITHDRAWN}},   {{PENDING, RETAKING}, {CONFIRMED, SETTLED}},
        {{PENDING, RETAKING}, {PENDING, REFUNDING}},   {{PENDING, RETAKING}, {PENDING, WITHDRAWN}},
        {{PENDING, WITHDRAWN}, {PENDING, REFUNDING}},  {{PENDING, WITHDRAWN}, {REJECTED, SETTLED}},
        {{PENDING, REFUNDING}, {REFUNDED, SETTLED}},   {{CONFIRMED, SETTLED}, {CONFIRMED, SETTLED}},
        {{CONFIRMED, SETTLED}, {CONFIRMED, CHANGING}}, {{CONFIRMED, SETTLED}, {CANCELLED, SETTLED}},
        {{CONFIRMED, CHANGING}, {CONFIRMED, SETTLED}}, {{CONFIRMED, CHANGING}, {CANCELLED, SETTLED}},
        {{CANCELLED, SETTLED}, {REFUNDED, SETTLED}}};
    return pairs;
}

}  // namespace

void Coverage::add(const Coverage& other) {
    for (std::size_t i = 0; i < transitions; ++i) counts_[i] += other.counts_[i];
}

std::string Coverage::text() const {
    std::string text;
    for (std::size_t i = 0; i < transitions; ++i) text += fmt::format("{:>10}  {}\n", counts_[i], name_of(i));
    return text;
}

std::vector<std::string> Coverage::never_seen() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < transitions; ++i)
        if (counts_[i] == 0) names.push_back(name_of(i));
    return names;
}

std::optional<Transition> transition_of(const Booking& before, const Booking& after) {
    if (before.rev == after.rev || found_money(before, after)) return noted(before, after);
    switch (before.status) {
        case Status::PENDING: return of_pending(before, after);
        case Status::CONFIRMED: return of_confirmed(before, after);
        case Status::CANCELLED: return cancelled_refunded;
        case Status::REJECTED:
        case Status::REFUNDED: break;
    }
    return std::nullopt;
}

bool may_become(const Booking& before, const Booking& after) {
    const Stand from{before.status, before.phase};
    const Stand to{after.status, after.phase};
    if (before.rev == after.rev) return from == to;
    return after.rev == before.rev + 1 && (allowed().contains({from, to}) || found_money(before, after));
}

}  // namespace boxoffice::simulation
