#pragma once

#include "platform/async/clock.hpp"
#include "platform/sqlite/store.hpp"
#include "services/booking/ports/booking_store.hpp"

#include <memory>
#include <string>

namespace boxoffice::booking {

/// Bookings in one SQLite file, for a single process. What the queries and guards need stands in columns; the rest of
/// the document is JSON. An outbox entry becomes a row of the queue in the decision's own transaction.
class SqliteBookingStore final : public BookingStore, public OutboxQueue {
public:
    /// Throws as sqlite::Store does.
    SqliteBookingStore(Loop& loop, Clock& clock, const std::string& path);

    Task<std::optional<Key>> insert(Booking booking, std::optional<IdempotencyKey> key) override;
    Task<std::optional<Key>> find_key(Digest key_id) override;
    Task<bool> renew_key(Digest key_id, BookingId ended, Booking fresh) override;
    Task<std::optional<Booking>> find(BookingId id) override;
    Task<bool> decide(Decision decision) override;
    Task<bool> note(Booking booking) override;
    Task<> settle(BookingId id, int rev, Todo done) override;
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

    Task<std::vector<Row>> rows_after(std::int64_t sequence, std::size_t most) override;
    Task<> acknowledge(std::vector<std::int64_t> sequences) override;

    /// For moving to another store: a request's key that is kept, and the booking that it stands for.
    struct KeptKey {
        IdempotencyKey key;
        BookingId booking_id;
    };
    Task<std::vector<KeptKey>> kept_keys();

private:
    Clock& clock_;
    sqlite::Store store_;
};

}  // namespace boxoffice::booking
