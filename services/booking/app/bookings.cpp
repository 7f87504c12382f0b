#include "services/booking/app/bookings.hpp"

#include "services/booking/ports/unanswered.hpp"

namespace boxoffice::booking {

namespace {

constexpr std::chrono::seconds claim_for{5};
constexpr std::chrono::milliseconds release_wait{1'000};
constexpr int races_max = 8;  // how often a request may lose to other decisions before it gives up
constexpr int first_decision = 2;

std::optional<PersonId> person_of(const Caller& caller) { return PersonId::parse(caller.subject); }

bool may_act_for_others(const Caller& caller) { return caller.is_admin() || caller.is_service(); }

bool has_ended_unanswered(const Booking& booking) {
    return booking.status == Status::REJECTED && booking.reason == Reason::unanswered;
}

Refusal refusal_of(std::optional<Reason> reason) {
    switch (reason.value_or(Reason::unanswered)) {
        case Reason::sold_out: return Refusal::sold_out;
        case Reason::limit_reached: return Refusal::limit_reached;
        case Reason::sales_suspended: return Refusal::sales_suspended;
        case Reason::payment_declined: return Refusal::payment_declined;
        case Reason::unanswered: return Refusal::unavailable;
        case Reason::withdrawn: return Refusal::conflict;
        case Reason::not_on_sale:
        case Reason::event_cancelled:
        case Reason::event_not_found: break;
    }
    return Refusal::not_on_sale;
}

/// Of one who was let in; given back when the request ends, however that is.
struct Place {
    Admission& admission;
    Clock& clock;
    Timestamp entered;
    ~Place() { admission.leave(entered, clock.now()); }
};

}  // namespace

bool may_see(const Caller& caller, const Booking& booking) {
    const auto person = person_of(caller);
    return may_act_for_others(caller) || booking.user_id == person || booking.organizer_id == person;
}

std::expected<PersonId, Refusal> Bookings::buyer(const Caller& caller, const Order& order) const {
    const auto self = person_of(caller);
    if (!order.user_id) {
        if (self) return *self;
        return std::unexpected(Refusal::user_required);
    }
    if (order.user_id == self || may_act_for_others(caller)) return *order.user_id;
    return std::unexpected(Refusal::forbidden);
}

std::optional<Refusal> Bookings::refuse_at_once(const std::optional<Inventories::Sale>& sale,
                                                const Order& order) const {
    if (!sale) return Refusal::event_not_found;
    if (sale->suspended) return Refusal::sales_suspended;
    if (!sale->on_sale || sale->event->starts_at <= parts_.clock.now()) return Refusal::not_on_sale;
    if (sale->available < order.tickets) return Refusal::sold_out;
    return std::nullopt;
}

Task<std::expected<Bookings::Answer, Refusal>> Bookings::book(Context context, Order order,
                                                              std::optional<IdempotencyKey> key) {
    const auto user_id = buyer(context.caller, order);
    if (!user_id) co_return std::unexpected(user_id.error());
    try {
        const auto sale = co_await parts_.inventories.look(context.trace, order.event_id);
        if (const auto refusal = refuse_at_once(sale, order)) co_return co_await refused(refusal, key);
        const auto entered = parts_.clock.now();
        if (!admission_.enter(entered)) co_return std::unexpected(Refusal::busy);
        const Place place{admission_, parts_.clock, entered};
        co_return co_await book_on_sale(context.trace, order, *user_id, *sale, key);
    } catch (const Unanswered&) {
    }
    co_return co_await refused(Refusal::unavailable, key);
}

/// A request that would be refused now may have been taken before under its key.
Task<std::expected<Bookings::Answer, Refusal>> Bookings::refused(std::optional<Refusal> refusal,
                                                                 std::optional<IdempotencyKey> key) {
    if (key) {
        if (const auto known = co_await parts_.store.find_key(key->id)) {
            if (known->fingerprint != key->fingerprint) co_return std::unexpected(Refusal::key_reused);
            if (const auto answer = co_await parts_.store.find_answer(known->booking_id))
                co_return Answer{.kept = *answer, .replayed = true};
            const auto booking = co_await parts_.store.find(known->booking_id);
            if (booking && !has_ended_unanswered(*booking)) co_return co_await answer_of(*booking, std::nullopt);
        }
    }
    co_return std::unexpected(*refusal);
}

Task<std::expected<Bookings::Answer, Refusal>> Bookings::book_on_sale(const Trace& trace, const Order& order,
                                                                      PersonId user_id, const Inventories::Sale& sale,
                                                                      const std::optional<IdempotencyKey>& key) {
    auto contact = co_await parts_.contacts.of(user_id);
    if (!contact) co_return std::unexpected(Refusal::user_not_found);
    const auto now = parts_.clock.now();
    auto booking = decision::begin({.id = BookingId{parts_.ids.next(now)},
                                    .user_id = user_id,
                                    .contact = std::move(*contact),
                                    .organizer_id = sale.organizer_id,
                                    .event_id = order.event_id,
                                    .inventory_id = sale.inventory_id,
                                    .event = sale.event,
                                    .tickets = order.tickets,
                                    .unit_price = sale.unit_price,
                                    .currency = sale.currency,
                                    .payment_method = order.payment_method,
                                    .traceparent = trace.traceparent(),
                                    .keyed = key.has_value()},
                                   parts_.limits, now);
    const auto began = parts_.clock.steady_now();
    if (const auto known = co_await parts_.store.insert(booking, key)) {
        if (!key) throw std::logic_error("an id was given twice: " + booking.id.text());
        co_return co_await join(std::move(booking), *key, *known);
    }
    parts_.flights.start(booking, true);
    co_return co_await answer_of(std::move(booking), began);
}

Task<std::expected<Bookings::Answer, Refusal>> Bookings::join(Booking draft, IdempotencyKey key,
                                                              BookingStore::Key known) {
    if (known.fingerprint != key.fingerprint) co_return std::unexpected(Refusal::key_reused);
    if (auto answer = co_await parts_.store.find_answer(known.booking_id))
        co_return Answer{.kept = std::move(*answer), .replayed = true};
    auto first = co_await parts_.store.find(known.booking_id);
    if (first && has_ended_unanswered(*first)) co_return co_await book_anew(std::move(draft), key, first->id);
    if (!first) {
        // A crash came between the key and its booking, or will have: whoever inserts it under that id is first.
        draft.id = known.booking_id;
        co_await parts_.store.insert(draft, std::nullopt);
        first = co_await parts_.store.find(draft.id);
    }
    if (!first) throw std::logic_error("a booking has vanished: " + known.booking_id.text());
    co_return co_await answer_of(std::move(*first), std::nullopt);
}

/// The key's booking has ended for want of a neighbour, and nobody was answered.
Task<std::expected<Bookings::Answer, Refusal>> Bookings::book_anew(Booking draft, IdempotencyKey key, BookingId ended) {
    // A repeat may have inserted the ended one under the draft's id.
    draft.id = BookingId{parts_.ids.next(parts_.clock.now())};
    const auto began = parts_.clock.steady_now();
    if (co_await parts_.store.renew_key(key.id, ended, draft)) {
        parts_.flights.start(draft, true);
        co_return co_await answer_of(std::move(draft), began);
    }
    const auto known = co_await parts_.store.find_key(key.id);
    if (!known) co_return std::unexpected(Refusal::conflict);
    co_return co_await join(std::move(draft), key, *known);
}

/// Has the booking carried on by this instance, unless it has ended. Who did not insert it moves `due` first, and a
/// booking whose `due` cannot be moved is not what it was when it was read.
Task<Booking> Bookings::carried_on(Booking booking) {
    for (int race = 0; race < races_max; ++race) {
        if (booking.status != Status::PENDING || parts_.flights.under_way(booking.id)) co_return booking;
        auto claimed = parts_.clock.now() + claim_for;
        if (booking.due) claimed = std::max(claimed, *booking.due + std::chrono::milliseconds(1));
        if (co_await parts_.store.postpone(booking.id, booking.rev, claimed)) {
            booking.due = claimed;
            parts_.flights.start(booking, false);
            co_return booking;
        }
        auto present = co_await parts_.store.find(booking.id);
        if (!present) throw std::logic_error("a booking has vanished: " + booking.id.text());
        booking = std::move(*present);
    }
    co_return booking;
}

/// Waits until the booking has ended; after the limit, what it is now is the answer. Of a request with a key it is the
/// one that is kept: with the decision that ended it, or before that with 202. Only the one who inserted it, sees its
/// first decision, and has not been at it for as long as anybody waits for a 202, knows it without asking.
Task<std::expected<Bookings::Answer, Refusal>> Bookings::answer_of(Booking booking,
                                                                   std::optional<SteadyTime> inserting_since) {
    const auto id = booking.id;
    const bool replayed = !inserting_since;
    booking = co_await carried_on(std::move(booking));
    if (booking.status == Status::PENDING) {
        if (auto ended = co_await parts_.flights.wait(id, booking.rev, Until::ended, parts_.answer_limit))
            booking = std::move(*ended);
    }
    if (has_ended_unanswered(booking)) co_return std::unexpected(Refusal::unavailable);
    auto rendered = parts_.render(booking);
    const bool is_sure = !replayed && booking.rev == first_decision && booking.status != Status::PENDING &&
                         parts_.clock.steady_now() < *inserting_since + parts_.answer_limit;
    if (booking.keyed && !is_sure) rendered = co_await parts_.store.keep_answer(id, std::move(rendered));
    co_return Answer{.kept = std::move(rendered), .replayed = replayed};
}

Task<std::expected<Booking, Refusal>> Bookings::get(Context context, BookingId id) {
    auto booking = co_await parts_.store.find(id);
    if (!booking || !may_see(context.caller, *booking)) co_return std::unexpected(Refusal::booking_not_found);
    co_return std::move(*booking);
}

Task<std::expected<std::vector<Booking>, Refusal>> Bookings::list(Context context, BookingStore::Filter filter,
                                                                  std::optional<BookingId> before, std::size_t most) {
    const auto self = person_of(context.caller);
    if (!may_act_for_others(context.caller) && filter.user_id != self) {
        if (context.caller.role == Role::organizer)
            filter.organizer_id = self;
        else if (filter.user_id)
            co_return std::unexpected(Refusal::forbidden);
        else
            filter.user_id = self;
    }
    co_return co_await parts_.store.list(filter, before, most);
}

Task<std::expected<Bookings::Changed, Refusal>> Bookings::change(Context context, BookingId id, std::int64_t tickets,
                                                                 std::string payment_method,
                                                                 std::optional<int> expected_rev) {
    auto booking = co_await get(context, id);
    if (!booking) co_return std::unexpected(booking.error());
    if (booking->user_id != person_of(context.caller) && !may_act_for_others(context.caller))
        co_return std::unexpected(Refusal::forbidden);
    if (expected_rev && *expected_rev != booking->rev) co_return std::unexpected(Refusal::precondition_failed);
    if (tickets == booking->tickets() && booking->phase != Phase::CHANGING)
        co_return Changed{.booking = std::move(*booking)};
    if (booking->status != Status::CONFIRMED || booking->phase != Phase::SETTLED)
        co_return std::unexpected(Refusal::conflict);
    if (tickets < booking->tickets()) co_return co_await fewer(std::move(*booking), tickets);
    co_return co_await more(std::move(*booking), tickets, std::move(payment_method));
}

Task<std::expected<Bookings::Changed, Refusal>> Bookings::fewer(Booking booking, std::int64_t tickets) {
    auto next = decision::give_back(booking, tickets, parts_.clock.now());
    if (!co_await parts_.store.decide({.next = next, .due = {}, .answer = {}}))
        co_return std::unexpected(Refusal::conflict);
    parts_.flights.start(next, false);
    co_return Changed{.booking = std::move(next)};
}

Task<std::expected<Bookings::Changed, Refusal>> Bookings::more(Booking booking, std::int64_t tickets,
                                                               std::string payment_method) {
    auto next = decision::begin_change(booking, tickets - booking.tickets(), std::move(payment_method), parts_.limits,
                                       parts_.clock.now());
    if (!co_await parts_.store.decide({.next = next, .due = {}, .answer = {}}))
        co_return std::unexpected(Refusal::conflict);
    parts_.flights.start(next, false);
    auto ended = co_await parts_.flights.wait(next.id, next.rev, Until::changed, parts_.answer_limit);
    if (!ended) co_return Changed{.booking = std::move(next), .under_way = true};
    if (ended->tickets() == tickets) co_return Changed{.booking = std::move(*ended)};
    co_return std::unexpected(ended->status == Status::CONFIRMED ? refusal_of(ended->reason) : Refusal::conflict);
}

Task<std::expected<Booking, Refusal>> Bookings::cancel(Context context, BookingId id, std::optional<int> expected_rev) {
    for (int race = 0; race < races_max; ++race) {
        auto booking = co_await get(context, id);
        if (!booking) co_return std::unexpected(booking.error());
        if (expected_rev && *expected_rev != booking->rev) co_return std::unexpected(Refusal::precondition_failed);
        auto next = decision::cancel(*booking, parts_.clock.now());
        if (!next) co_return std::move(*booking);
        if (!co_await parts_.store.decide({.next = *next, .due = {}, .answer = {}})) continue;
        parts_.flights.start(*next, false);
        // Cancelled is cancelled; the caller sees the tickets free unless the event service is slow to answer.
        auto released = co_await parts_.flights.wait(id, next->rev, Until::released, release_wait);
        co_return released ? std::move(*released) : std::move(*next);
    }
    co_return std::unexpected(Refusal::unavailable);
}

}  // namespace boxoffice::booking
