#pragma once

#include "services/booking/ports/booking_store.hpp"

namespace boxoffice::booking::test {

/// A store that hands every call on to another one. Tests override what they come between.
class ForwardingStore : public BookingStore {
public:
    explicit ForwardingStore(BookingStore& store) : store_(store) {}

    Task<std::optional<Key>> insert(Booking booking, std::optional<IdempotencyKey> key) override {
        return store_.insert(std::move(booking), key);
    }
    Task<std::optional<Key>> find_key(Digest key_id) override { return store_.find_key(key_id); }
    Task<bool> renew_key(Digest key_id, BookingId ended, Booking fresh) override {
        return store_.renew_key(key_id, ended, std::move(fresh));
    }
    Task<std::optional<Booking>> find(BookingId id) override { return store_.find(id); }
    Task<bool> decide(Decision decision) override { return store_.decide(std::move(decision)); }
    Task<bool> note(Booking booking) override { return store_.note(std::move(booking)); }
    Task<> settle(BookingId id, int rev, Todo done) override { return store_.settle(id, rev, done); }
    Task<bool> postpone(BookingId id, int rev, Timestamp due) override { return store_.postpone(id, rev, due); }
    Task<KeptAnswer> keep_answer(BookingId id, KeptAnswer answer) override {
        return store_.keep_answer(id, std::move(answer));
    }
    Task<std::optional<KeptAnswer>> find_answer(BookingId id) override { return store_.find_answer(id); }
    Task<std::vector<Booking>> claim_due(Timestamp now, Timestamp until, std::size_t most) override {
        return store_.claim_due(now, until, most);
    }
    Task<std::vector<Booking>> list(Filter filter, std::optional<BookingId> before, std::size_t most) override {
        return store_.list(filter, before, most);
    }
    Task<> begin_closure(EventId event_id) override { return store_.begin_closure(event_id); }
    Task<std::vector<Closure>> closures() override { return store_.closures(); }
    Task<> move_closure(Closure closure) override { return store_.move_closure(closure); }
    Task<> end_closure(EventId event_id) override { return store_.end_closure(event_id); }
    Task<std::vector<Booking>> of_event(EventId event_id, std::optional<BookingId> cursor, std::size_t most) override {
        return store_.of_event(event_id, cursor, most);
    }
    Task<std::int64_t> reconciled_to() override { return store_.reconciled_to(); }
    Task<> reconcile_to(std::int64_t sequence) override { return store_.reconcile_to(sequence); }

protected:
    BookingStore& store_;
};

}  // namespace boxoffice::booking::test
