#include "tests/model/booking_people.hpp"

#include "tests/model/booking_decisions.hpp"

namespace boxoffice::model {

namespace {

constexpr const char* person = "person";
constexpr const char* network = "network";

Small bit(Wish wish) { return static_cast<Small>(1 << static_cast<int>(wish)); }

bool is_confirmed(const Document& document) {
    return document.phase == Phase::confirmed || document.phase == Phase::changing;
}

std::optional<Document> wished(const Rules& rules, Wish wish, const Document& read) {
    switch (wish) {
        case Wish::cancel:
        case Wish::close: return decision::cancel(rules, read);
        case Wish::more: return decision::begin_change(rules, read);
        case Wish::fewer: return decision::give_back(rules, read);
        case Wish::none: break;
    }
    return std::nullopt;
}

std::string broken_money_rule(const Rules& rules, const Booking& booking) {
    const auto& stored = booking.stored;
    const bool first = booking.gateway.has_money_of(1);
    const bool second = booking.gateway.has_money_of(2);
    if (!rules.one_way_on) return first && second && stored.tickets == 1 ? "charged twice" : "";
    if (is_confirmed(stored) && (!first || (stored.tickets == 2 && !second))) return "CONFIRMED without its money";
    if (stored.phase == Phase::confirmed && stored.todo == 0 && second != (stored.tickets == 2))
        return "CONFIRMED, nothing left to do, and what was taken is not what it costs";
    if (stored.phase == Phase::refunded && (first || second)) return "REFUNDED, and money was kept";
    if (stored.is_settled() && stored.phase != Phase::confirmed && stored.todo == 0 && (first || second))
        return "ended, nothing left to do, and money was kept";
    return "";
}

std::string broken_ticket_rule(const Booking& booking) {
    const auto& stored = booking.stored;
    if (is_confirmed(stored) && booking.entry.tickets() < stored.tickets) return "CONFIRMED without its tickets";
    if (stored.todo != 0 || !stored.is_settled()) return "";
    if (stored.phase == Phase::confirmed)
        return booking.entry.held != 0 || booking.entry.sold != stored.tickets
                   ? "CONFIRMED, nothing left to do, and the register is not its tickets"
                   : "";
    return booking.entry.tickets() != 0 ? "ended, nothing left to do, and tickets are held or sold for ever" : "";
}

}  // namespace

void PeopleSteps::all() const {
    make();
    wish();
    if (booking_.request.wish != Wish::none) carry_wish_out();
    close();
    deliver_commands();
    deliver_to_gateway();
    expire_hold();
}

void PeopleSteps::make() const {
    if (booking_.stored.phase != Phase::absent) return;
    auto next = booking_;
    if (rules_.stored_before_held || booking_.entry.tickets() != 0) {
        next.stored = decision::begin();
        return listener_.add(next, person, "books: PENDING is stored", Kind::fault);
    }
    const Register hold{2, 1, 0};
    next.entry = rulings(rules_, scope_, world_.around, booking_.entry, hold).front().entry;
    listener_.add(next, person, "books: the hold is asked for before PENDING is stored", Kind::fault);
}

void PeopleSteps::wish() const {
    const auto& stored = booking_.stored;
    wish(Wish::cancel, scope_.person_cancels && decision::cancel(rules_, stored).has_value(), "wishes to cancel");
    wish(Wish::more, scope_.more_tickets && stored.phase == Phase::confirmed && stored.tickets == 1,
         "wishes one ticket more");
    wish(Wish::fewer, scope_.fewer_tickets && stored.phase == Phase::confirmed && stored.tickets == 2,
         "wishes one ticket less");
}

void PeopleSteps::wish(Wish wish, bool may, std::string_view what) const {
    if (!may || booking_.request.wish != Wish::none || (booking_.wishes & bit(wish)) != 0) return;
    auto next = booking_;
    next.wishes |= bit(wish);
    next.request = {wish, booking_.stored};
    listener_.add(next, person, what, Kind::fault);
}

void PeopleSteps::carry_wish_out() const {
    const auto& request = booking_.request;
    auto next = booking_;
    next.request = {};
    const auto* who = request.wish == Wish::close ? "closure" : person;
    if (scope_.crashes) listener_.add(next, who, "the instance crashes", Kind::fault);
    const auto decided = wished(rules_, request.wish, request.copy);
    const bool wins = booking_.stored.rev == request.copy.rev || !rules_.one_judge;
    const bool tries_again = request.wish == Wish::cancel || request.wish == Wish::close;
    if (decided && !wins) {
        if (tries_again) next.request = {request.wish, booking_.stored};
        return listener_.add(next, who, "loses to another decision", Kind::progress);
    }
    if (decided) {
        next.owed |= static_cast<Small>(decided->outbox & ~request.copy.outbox);
        next.stored = *decided;
    }
    if (request.wish == Wish::close) next.closed = 1;
    listener_.add(next, who, decided ? "decides as wished" : "finds nothing to do", Kind::progress);
}

void PeopleSteps::close() const {
    if (!world_.closure_comes || booking_.closed != 0 || booking_.request.wish != Wish::none) return;
    auto next = booking_;
    next.request = {Wish::close, booking_.stored};
    if (booking_.stored.phase == Phase::absent) {
        next.request = {};
        next.closed = 1;
    }
    listener_.add(next, "closure", "comes to the booking", Kind::progress);
}

void PeopleSteps::deliver_commands() const {
    for (const auto& command : booking_.late) {
        if (command == Register{}) return;
        for (const auto& ruling : rulings(rules_, scope_, world_.around, booking_.entry, command)) {
            auto next = booking_;
            next.entry = ruling.entry;
            listener_.add(next, network, "a command arrives late or again", Kind::fault);
        }
    }
}

void PeopleSteps::deliver_to_gateway() const {
    const auto& gateway = booking_.gateway;
    for (const int no : {1, 2}) {
        if ((gateway.charges_sent & 1 << (no - 1)) != 0)
            for (const auto said : charge_answers(scope_, booking_, no)) {
                auto next = booking_;
                next.gateway.charges[no - 1] = said;
                listener_.add(next, network, "a charge arrives late", Kind::fault);
            }
        if ((gateway.voids_sent & 1 << (no - 1)) != 0) {
            auto next = booking_;
            void_key(rules_, next, no);
            listener_.add(next, network, "a void arrives late", Kind::fault);
        }
        for (const int charge_no : {1, 2}) {
            auto next = booking_;
            if ((gateway.refunds_sent[no - 1] & 1 << (charge_no - 1)) != 0 && give_back(next, no, charge_no))
                listener_.add(next, network, "a refund arrives late", Kind::fault);
        }
    }
}

void PeopleSteps::expire_hold() const {
    if (rules_.holds_have_no_clock || booking_.entry.held == 0) return;
    auto next = booking_;
    next.entry.held = 0;
    listener_.add(next, "event service", "ends the hold by a clock of its own", Kind::fault);
}

std::string broken_rule(const Rules& rules, const Booking& booking) {
    const auto& stored = booking.stored;
    if (auto broken = broken_money_rule(rules, booking); !broken.empty()) return broken;
    if (auto broken = broken_ticket_rule(booking); !broken.empty()) return broken;
    if ((booking.owed & ~(booking.recorded | stored.outbox)) != 0) return "a notification is lost";
    if (stored.outbox != 0 && !stored.has(Todo::publish)) return "a message waits, and nobody is to send it";
    if (booking.recorded_twice != 0) return "a notification is recorded twice";
    if (booking.closed != 0 && booking.request.wish != Wish::close && is_confirmed(stored))
        return "CONFIRMED after the event was closed";
    return "";
}

}  // namespace boxoffice::model
