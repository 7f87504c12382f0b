#pragma once

#include "tests/simulation/process.hpp"
#include "tests/simulation/stores/booking_table.hpp"

namespace boxoffice::simulation {

/// A process's way to the bookings.
class MemoryBookingStore final : public booking::BookingStore {
public:
    using Booking = booking::Booking;
    using BookingId = booking::BookingId;
    using EventId = booking::EventId;
    /// Where messages go that are published before their decision, when that is the mutation.
    using Leak = std::function<void(const Booking&)>;

    MemoryBookingStore(Process& process, Clock& clock, BookingTable& table, Leak leak = {})
        : process_(process), clock_(clock), table_(table), leak_(std::move(leak)) {}

    Task<std::optional<Key>> insert(Booking booking, std::optional<IdempotencyKey> key) override;
    Task<std::optional<Key>> find_key(Digest key_id) override;
    Task<bool> renew_key(Digest key_id, BookingId ended, Booking fresh) override;
    Task<std::optional<Booking>> find(BookingId id) override;
    Task<bool> decide(Decision decision) override;
    Task<bool> note(Booking booking) override;
    Task<> settle(BookingId id, int rev, booking::Todo done) override;
    Task<bool> postpone(BookingId id, int rev, Timestamp due) override;
    Task<KeptAnswer> keep_answer(BookingId id, KeptAnswer answer) override;
    Task<std::optional<KeptAnswer>> find_answer(BookingId id) override;
    Task<std::vector<Booking>> claim_due(Timestamp now, Timestamp until, std::size_t most) override;
    Task<std::vector<Booking>> list(Filter filter, std::optional<BookingId> before, std::size_t most) override;
    Task<> begin_closure(EventId event_id) override;
    Task<std::vector<Closure>> closures() override;
    Task<> move_closure(Closure closure) override;
    Task<> end_closure(EventId event_id) override;
    Task<std::vector<Booking>> of_event(EventId event_id, std::optional<BookingId> cursor, std::size_t most) override;
    Task<std::int64_t> reconciled_to() override;
    Task<> reconcile_to(std::int64_t sequence) override;

private:
    template <class Effect>
    auto ask(Effect effect) {
        return process_.ask(Place::booking_store, std::move(effect));
    }
    bool left_out(Mutation mutation) { return process_.environment().left_out(mutation); }
    bool pretend(Decision decision);

    Process& process_;
    Clock& clock_;
    BookingTable& table_;
    Leak leak_;
};

}  // namespace boxoffice::simulation
