#include "tests/model/booking_flight.hpp"

#include "tests/model/booking_decisions.hpp"

namespace boxoffice::model {

namespace {

constexpr std::array order_of_steps{Todo::sell, Todo::release, Todo::void_charges, Todo::publish, Todo::refund};

Small with(Small set, Step step) { return static_cast<Small>(set | step); }
Small without(Small set, int steps) { return static_cast<Small>(set & ~steps); }

Flight looking_at(const Document& document) {
    Flight flight{};
    flight.stage = document.is_due() ? Stage::looks : Stage::idle;
    if (flight.stage == Stage::looks) flight.copy = document;
    return flight;
}

/// What BUYING, RETAKING and CHANGING ask the event service for.
Register hold_of(const Document& document) {
    const bool changes = document.phase == Phase::changing;
    return {document.hold_number(), 1, changes ? document.tickets : Small{0}};
}

}  // namespace

void FlightSteps::all() const {
    if (flight_.stage != Stage::idle && scope_.crashes) end(now(), "crashes", Kind::fault);
    switch (flight_.stage) {
        case Stage::idle: return take_off();
        case Stage::looks: return look();
        case Stage::held: return pay();
        case Stage::turned_away: return decide_turned_away();
        case Stage::unheard:
            return decide(copy().phase == Phase::changing ? decision::abandon_change(rules_, copy())
                                                          : decision::give_up(rules_, copy()),
                          "decides: gives up on the hold");
        case Stage::paid: sell_early(); return decide_confirmed();
        case Stage::paid_and_sells: return decide_confirmed();
        case Stage::unpaid:
            return decide(copy().phase == Phase::changing ? decision::decline_change(rules_, copy(), flight_.heard)
                                                          : decision::decline(rules_, copy(), flight_.heard),
                          "decides: not paid");
        case Stage::frees: return decide(decision::release(rules_, copy()), "decides RELEASED");
        case Stage::asks: return ask_for_money();
        case Stage::told: return decide_told();
        case Stage::voids: return note_voided();
        case Stage::repaid: return note_repaid();
    }
}

void FlightSteps::take_off() const {
    if (!booking_.stored.is_due()) return;
    auto next = now();
    next.flight = looking_at(booking_.stored);
    if (rules_.the_lone_are_cheap && booking_.stored.rev == 1) {
        const bool first = world_.is_inserter && booking_.taken_off == 0;
        (first ? next.flight.alone : next.booking.due_moved) = 1;
        if (first) next.booking.taken_off = 1;
    }
    go(std::move(next), Stage::looks, "reads the booking");
}

void FlightSteps::look() const {
    switch (copy().phase) {
        case Phase::buying: act_before_deciding(); return ask_for_tickets();
        case Phase::changing:
        case Phase::retaking: return ask_for_tickets();
        case Phase::released:
        case Phase::withdrawn: return copy().has(Todo::release) ? give_tickets_back_first() : ask_for_money();
        default: return carry_out();
    }
}

void FlightSteps::act_before_deciding() const {
    if (rules_.decide_then_act) return;
    auto next = now();
    const Register command{static_cast<Small>(copy().hold_number() + 2), 0, 0};
    next.booking.entry = rulings(rules_, scope_, world_.around, booking_.entry, command).front().entry;
    send(scope_, next.booking, command);
    go(std::move(next), Stage::frees, "releases before it is decided");
}

void FlightSteps::ask_for_tickets() const {
    const auto command = hold_of(copy());
    const bool sent_once = flight_.alone != 0 && rules_.the_lone_send_once;
    for (const auto& ruling : rulings(rules_, scope_, world_.around, booking_.entry, command)) {
        auto next = now();
        next.booking.entry = ruling.entry;
        if (!sent_once) send(scope_, next.booking, command);
        after_hold(std::move(next), ruling.answer);
    }
    auto silent = now();
    send(scope_, silent.booking, command);
    if (scope_.silence) end(silent, "asks for the tickets and hears nothing", Kind::fault);
    if (scope_.gives_up && copy().phase != Phase::retaking)
        go(silent, Stage::unheard, "asks for the tickets, unheard for 5 s", Kind::fault);
}

void FlightSteps::after_hold(Next next, Answer answer) const {
    const auto held = copy().phase == Phase::retaking ? Stage::paid : Stage::held;
    const bool own_sell = answer == Answer::superseded && booking_.entry.number == copy().hold_number() + 1;
    if (answer == Answer::taken) return go(std::move(next), held, "is given the tickets");
    if (answer == Answer::refused) return go(std::move(next), Stage::turned_away, "is refused the tickets");
    if (own_sell && rules_.an_own_sell_counts_as_held)
        return go(std::move(next), held, "finds its own sell: the tickets are held");
    if (own_sell) return go(std::move(next), Stage::turned_away, "takes its own sell for a refusal");
    follow("finds a later command: reads again");
}

int FlightSteps::charge_no() const {
    if (copy().phase == Phase::changing) return 2;
    return rules_.one_way_on || world_.is_inserter ? 1 : 2;
}

void FlightSteps::pay() const {
    const auto no = charge_no();
    auto charging = now();
    charging.flight.alone = 0;
    send_charge(scope_, charging.booking, no);
    for (const auto said : charge_answers(scope_, booking_, no)) {
        auto next = charging;
        next.booking.gateway.charges[no - 1] = said;
        next.flight.heard = said;
        go(next, said == Charge::approved ? Stage::paid : Stage::unpaid,
           said == Charge::approved ? "charges: approved" : "charges: refused");
    }
    if (scope_.silence) end(charging, "charges and hears nothing", Kind::fault);
    if (scope_.holds_run_out && copy().phase == Phase::buying)
        go(charging, Stage::frees, "the gateway is silent until the hold runs out", Kind::fault);
    if (!rules_.unknown_is_not_no) {
        charging.flight.heard = Charge::declined;
        go(charging, Stage::unpaid, "takes the gateway's silence for a no", Kind::fault);
    }
    if (!scope_.gives_up) return;
    auto voiding = now();
    voiding.flight.alone = 0;
    send_void(scope_, voiding.booking, no);
    if (scope_.silence) end(voiding, "after give_up_at: closes the key and hears nothing", Kind::fault);
    voiding.flight.heard = void_key(rules_, voiding.booking, no);
    go(voiding, voiding.flight.heard == Charge::approved ? Stage::paid : Stage::unpaid,
       "after give_up_at: closes the key");
}

void FlightSteps::sell_early() const {
    const auto tickets = static_cast<Small>(copy().phase == Phase::changing ? 2 : 1);
    const auto above = rules_.the_early_sell_is_low ? 1 : 3;
    const Register command{static_cast<Small>(copy().hold_number() + above), 0, tickets};
    auto next = now();
    send(scope_, next.booking, command);
    for (const auto& ruling : rulings(rules_, scope_, world_.around, booking_.entry, command)) {
        next.booking.entry = ruling.entry;
        go(next, Stage::paid_and_sells, "sells beside the decision");
    }
}

void FlightSteps::decide_confirmed() const {
    decide(copy().phase == Phase::changing ? decision::confirm_change(rules_, copy())
                                           : decision::confirm(rules_, copy()),
           "decides CONFIRMED");
}

void FlightSteps::decide_turned_away() const {
    if (copy().phase == Phase::changing)
        return decide(decision::abandon_change(rules_, copy()), "decides: back to the old tickets");
    if (copy().phase == Phase::retaking)
        return decide(decision::refund(rules_, copy(), rules_.a_refused_retake_releases), "decides REFUNDING");
    const bool alone = flight_.alone != 0;
    decide(decision::refuse(rules_, copy(), alone), alone ? "decides REJECTED, alone" : "decides REJECTED", alone);
}

void FlightSteps::give_tickets_back_first() const {
    const Register command{copy().hold_number(), 0, 0};
    auto next = now();
    send(scope_, next.booking, command);
    if (scope_.silence) go(next, Stage::asks, "releases and hears nothing", Kind::fault);
    next.booking.entry = rulings(rules_, scope_, world_.around, booking_.entry, command).front().entry;
    if (is_revision_stored()) next.booking.stored.todo = without(next.booking.stored.todo, Todo::release);
    next.flight.copy.todo = without(next.flight.copy.todo, Todo::release);
    go(std::move(next), Stage::asks, "releases");
}

void FlightSteps::ask_for_money() const {
    auto next = now();
    send_void(scope_, next.booking, 1);
    if (scope_.silence) end(next, "closes the key and hears nothing", Kind::fault);
    next.flight.heard = void_key(rules_, next.booking, 1);
    go(std::move(next), Stage::told, "closes the key");
}

void FlightSteps::decide_told() const {
    if (flight_.heard != Charge::approved)
        return decide(decision::reject_unpaid(rules_, copy(), flight_.heard), "decides REJECTED: nothing was taken");
    if (copy().phase == Phase::released) return decide(decision::retake(rules_, copy()), "decides RETAKING");
    decide(decision::refund(rules_, copy(), copy().has(Todo::release)), "decides REFUNDING");
}

void FlightSteps::carry_out() const {
    for (const auto step : order_of_steps) {
        if (!copy().has(step) || ((flight_.done | flight_.passed) & step) != 0) continue;
        const bool waits = step == Todo::refund && rules_.a_refund_waits_for_voids && copy().has(Todo::void_charges);
        if (!waits) return carry_out(step);
    }
    settle();
}

void FlightSteps::carry_out(Step step) const {
    switch (step) {
        case Todo::sell: return command(step, {copy().sell_number(), 0, copy().tickets});
        case Todo::release: return command(step, {copy().hold_number(), 0, 0});
        case Todo::void_charges: return close_a_charge();
        case Todo::publish: return tell();
        case Todo::refund: return give_money_back();
    }
}

void FlightSteps::command(Step step, Register wanted) const {
    auto next = now();
    send(scope_, next.booking, wanted);
    if (scope_.silence) pass_over(next, step, "carries out its todo and hears nothing");
    for (const auto& ruling : rulings(rules_, scope_, world_.around, booking_.entry, wanted)) {
        next.booking.entry = ruling.entry;
        if (ruling.answer == Answer::refused) {
            end(next, "is refused what must not be refused", Kind::progress);
            continue;
        }
        next.flight.done = with(flight_.done, step);
        go(next, Stage::looks, step == Todo::sell ? "sells" : "releases");
    }
}

void FlightSteps::close_a_charge() const {
    auto next = now();
    const int no = copy().charge(1) == Charge::open ? 1 : 2;
    if (copy().charge(no) != Charge::open) {
        next.flight.done = with(flight_.done, Todo::void_charges);
        return go(std::move(next), Stage::looks, "finds no open charge");
    }
    send_void(scope_, next.booking, no);
    if (scope_.silence) pass_over(next, Todo::void_charges, "closes a charge's key and hears nothing");
    next.flight.heard = void_key(rules_, next.booking, no);
    next.flight.charge_no = static_cast<Small>(no);
    go(std::move(next), Stage::voids, "closes a charge's key");
}

void FlightSteps::note_voided() const {
    const auto noted = decision::with_voided(rules_, copy(), flight_.charge_no, flight_.heard);
    if (noted.rev != copy().rev) return decide(noted, "decides: the money goes back");
    note(noted, "notes the charge");
}

void FlightSteps::tell() const {
    auto next = now();
    next.flight.copy.outbox = 0;
    next.flight.done = with(flight_.done, Todo::publish);
    if (!rules_.recorded_before_acknowledged) go(next, Stage::looks, "publishes; acknowledged, then lost", Kind::fault);
    if (!rules_.published_with_confirms) go(next, Stage::looks, "publishes into a broken connection", Kind::fault);
    record(rules_, next.booking, copy().outbox);
    go(next, Stage::looks, "publishes; it is recorded");
    if (!scope_.silence) return;
    auto unconfirmed = now();
    record(rules_, unconfirmed.booking, copy().outbox);
    pass_over(unconfirmed, Todo::publish, "publishes; recorded, the confirm is lost");
    pass_over(now(), Todo::publish, "cannot publish");
}

/// The place of the refund line that is to be sent next, from 1; 0: all are taken.
int FlightSteps::refund_to_send() const {
    int found = 0;
    for (int no = 1; no <= 2; ++no) {
        const auto& line = copy().refunds[no - 1];
        const bool is_open = line.charge_no != 0 && line.taken == 0 && copy().charge(line.charge_no) == Charge::approved;
        if (is_open && (found == 0 || !rules_.refunds_are_all_open_lines)) found = no;
        if (!is_open && line.charge_no != 0 && !rules_.refunds_are_all_open_lines) found = 0;
    }
    return found;
}

void FlightSteps::give_money_back() const {
    const auto no = refund_to_send();
    if (no == 0) return go(now(), Stage::repaid, "has every refund");
    const auto charge_no = copy().refunds[no - 1].charge_no;
    auto next = now();
    if (scope_.silence) {
        send_refund(scope_, next.booking, no, charge_no);
        pass_over(next, Todo::refund, "refunds and hears nothing");
    }
    if (!give_back(next.booking, no, charge_no)) {
        next.flight.passed = with(flight_.passed, Todo::refund);
        return go(std::move(next), Stage::looks, "is refused a refund: an operator has to look");
    }
    next.flight.copy.refunds[no - 1].taken = 1;
    go(std::move(next), Stage::looks, "refunds");
}

void FlightSteps::note_repaid() const {
    auto base = copy();
    base.todo = without(base.todo, flight_.done);
    if (base.phase == Phase::refunding || base.phase == Phase::cancelled)
        return decide(decision::refunded(rules_, base), "decides REFUNDED");
    note(decision::with_refunds_taken(base), "notes the refunds");
}

void FlightSteps::settle() const {
    auto next = now();
    if (is_revision_stored() || !rules_.settling_is_guarded) {
        next.booking.stored.todo = without(next.booking.stored.todo, flight_.done);
        if ((flight_.done & Todo::publish) != 0) next.booking.stored.outbox = 0;
    }
    end(std::move(next), "settles what is done", Kind::progress);
}

void FlightSteps::decide(const Document& decided, std::string_view what, bool guard_due) const {
    const bool claimed = guard_due && rules_.the_lone_look_at_due && booking_.due_moved != 0;
    if ((!is_revision_stored() || claimed) && rules_.one_judge) return follow("loses to another decision: reads again");
    auto next = now();
    next.booking.owed |= without(decided.outbox, copy().outbox);
    next.booking.stored = decided;
    next.flight = looking_at(decided);
    listener_.add(next.booking, next.flight, what, Kind::progress);
}

void FlightSteps::note(const Document& noted, std::string_view what) const {
    if (!is_revision_stored() && rules_.noting_is_guarded) return follow("loses to another decision: reads again");
    auto next = now();
    next.booking.stored = noted;
    next.flight.copy = noted;
    go(std::move(next), Stage::looks, what);
}

void FlightSteps::go(Next next, Stage stage, std::string_view what, Kind kind) const {
    next.flight.stage = stage;
    listener_.add(next.booking, next.flight, what, kind);
}

void FlightSteps::end(Next next, std::string_view what, Kind kind) const {
    listener_.add(next.booking, Flight{}, what, kind);
}

void FlightSteps::follow(std::string_view what) const {
    listener_.add(booking_, looking_at(booking_.stored), what, Kind::progress);
}

void FlightSteps::pass_over(Next next, Step step, std::string_view what) const {
    next.flight.passed = with(next.flight.passed, step);
    go(std::move(next), Stage::looks, what, Kind::fault);
}

}  // namespace boxoffice::model
