#include "tests/simulation/stores/memory_booking_store.hpp"

namespace boxoffice::simulation {

using Key = booking::BookingStore::Key;

Task<std::optional<Key>> MemoryBookingStore::insert(Booking booking, std::optional<IdempotencyKey> key) {
    if (key) {
        auto known = co_await ask(
            [&table = table_, key, id = booking.id, now = clock_.now()] { return table.insert_key(*key, id, now); });
        if (known) co_return known;
    }
    const auto id = booking.id;
    if (co_await ask([&table = table_, booking = std::move(booking)] { return table.insert(booking); }))
        co_return std::nullopt;
    co_return Key{.fingerprint = key ? key->fingerprint : Digest{}, .booking_id = id};
}

Task<std::optional<Key>> MemoryBookingStore::find_key(Digest key_id) {
    return ask([&table = table_, key_id, now = clock_.now()] { return table.find_key(key_id, now); });
}

Task<bool> MemoryBookingStore::renew_key(Digest key_id, BookingId ended, Booking fresh) {
    const auto now = clock_.now();
    const bool free =
        co_await ask([&table = table_, key_id, ended, now] { return table.lose_key(key_id, ended, now); });
    if (!free) co_return false;
    const bool moved = co_await ask(
        [&table = table_, key_id, ended, id = fresh.id, now] { return table.point_key(key_id, ended, id, now); });
    if (!moved) co_return false;
    co_return co_await ask([&table = table_, fresh = std::move(fresh)] { return table.insert(fresh); });
}

Task<std::optional<booking::Booking>> MemoryBookingStore::find(BookingId id) {
    return ask([&table = table_, id] { return table.find(id); });
}

/// Says at once what the decision would have led to; what becomes durable later does not if the process dies first.
bool MemoryBookingStore::pretend(Decision decision) {
    const bool wins = table_.would_decide(decision);
    const Moment later = std::chrono::milliseconds(process_.environment().choices.below(500));
    process_.later(later, [&table = table_, decision = std::move(decision)] { table.decide(decision); });
    return wins;
}

Task<bool> MemoryBookingStore::decide(Decision decision) {
    if (left_out(Mutation::publish_before_decision) && leak_) leak_(decision.next);
    if (left_out(Mutation::act_before_decision)) {
        const bool wins = co_await ask([&table = table_, decision] { return table.would_decide(decision); });
        co_return wins&& pretend(std::move(decision));
    }
    co_return co_await ask([&table = table_, decision = std::move(decision)] { return table.decide(decision); });
}

Task<bool> MemoryBookingStore::note(Booking booking) {
    return ask([&table = table_, booking = std::move(booking)] { return table.note(booking); });
}

Task<> MemoryBookingStore::settle(BookingId id, int rev, booking::Todo done) {
    return ask([&table = table_, id, rev, done] { table.settle(id, rev, done); });
}

Task<bool> MemoryBookingStore::postpone(BookingId id, int rev, Timestamp due) {
    return ask([&table = table_, id, rev, due] { return table.postpone(id, rev, due); });
}

Task<KeptAnswer> MemoryBookingStore::keep_answer(BookingId id, KeptAnswer answer) {
    return ask([&table = table_, id, answer = std::move(answer)] { return table.keep_answer(id, answer); });
}

Task<std::optional<KeptAnswer>> MemoryBookingStore::find_answer(BookingId id) {
    return ask([&table = table_, id] { return table.find_answer(id); });
}

Task<std::vector<booking::Booking>> MemoryBookingStore::claim_due(Timestamp now, Timestamp until, std::size_t most) {
    return ask([&table = table_, now, until, most] { return table.claim_due(now, until, most); });
}

Task<std::vector<booking::Booking>> MemoryBookingStore::list(Filter filter, std::optional<BookingId> before,
                                                             std::size_t most) {
    return ask([&table = table_, filter, before, most] { return table.list(filter, before, most); });
}

Task<> MemoryBookingStore::begin_closure(EventId event_id) {
    return ask([&table = table_, event_id] { table.closures.try_emplace(event_id); });
}

Task<std::vector<booking::BookingStore::Closure>> MemoryBookingStore::closures() {
    return ask([&table = table_] {
        std::vector<Closure> closures;
        for (const auto& [event_id, cursor] : table.closures)
            closures.push_back({.event_id = event_id, .cursor = cursor});
        return closures;
    });
}

Task<> MemoryBookingStore::move_closure(Closure closure) {
    return ask([&table = table_, closure] {
        const auto found = table.closures.find(closure.event_id);
        if (found != table.closures.end()) found->second = std::max(found->second, closure.cursor);
    });
}

Task<> MemoryBookingStore::end_closure(EventId event_id) {
    return ask([&table = table_, event_id] { table.closures.erase(event_id); });
}

Task<std::vector<booking::Booking>> MemoryBookingStore::of_event(EventId event_id, std::optional<BookingId> cursor,
                                                                 std::size_t most) {
    return ask([&table = table_, event_id, cursor, most] { return table.of_event(event_id, cursor, most); });
}

Task<std::int64_t> MemoryBookingStore::reconciled_to() {
    return ask([&table = table_] { return table.reconciled_to; });
}

Task<> MemoryBookingStore::reconcile_to(std::int64_t sequence) {
    return ask([&table = table_, sequence] { table.reconciled_to = std::max(table.reconciled_to, sequence); });
}

}  // namespace boxoffice::simulation
