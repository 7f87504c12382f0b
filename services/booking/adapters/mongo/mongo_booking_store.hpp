#pragma once

#include "platform/async/clock.hpp"
#include "platform/batch/batcher.hpp"
#include "platform/mongo/client.hpp"
#include "services/booking/adapters/mongo/booking_insertion.hpp"
#include "services/booking/adapters/mongo/booking_updates.hpp"
#include "services/booking/ports/booking_store.hpp"

namespace boxoffice::booking {

/// Bookings in MongoDB, for any number of instances: one document each, with its outbox and its request's answer, and
/// nothing that needs more than one document to be atomic. Calls that come together go together: inserts, decisions,
/// settlements, postponements and finds, each kind in batches of up to 128; settlements, for which nobody waits, are
/// gathered for a tenth of a second.
/// Calls throw Unavailable while the engine does not answer. On the loop's thread only.
class MongoBookingStore final : public BookingStore {
public:
    /// Neither blocks nor fails when the engine is away. `scope` owns the batches under way; the client outlives it.
    MongoBookingStore(mongo::Client& client, TaskScope& scope, Clock& clock);

    /// Makes the collections' indexes and notes the schema's version; safe from many instances at once. Throws
    /// Unavailable, or std::runtime_error where a newer program has been here.
    Task<> prepare();

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

private:
    using Insertions = std::vector<documents::Insertion>;
    using Replacements = std::vector<documents::Replacement>;
    using Settlements = std::vector<documents::Settlement>;
    using Postponements = std::vector<documents::Postponement>;

    /// Tells one write from every other, on any instance.
    std::int64_t next_mark() { return next_mark_++; }

    /// As `decide` without the guard on durable answers.
    Task<bool> agree_and_write(documents::Replacement replacement);
    Task<> write(documents::Replacement replacement);

    Task<std::vector<std::optional<Key>>> insert_together(Insertions insertions);
    Task<std::vector<bool>> replace_together(Replacements replacements);
    Task<std::vector<bool>> settle_together(Settlements settlements);
    Task<std::vector<bool>> postpone_together(Postponements postponements);
    Task<std::vector<std::optional<Booking>>> find_together(std::vector<BookingId> ids);
    Task<std::vector<Booking>> find_all(mongo::Document filter, int direction, std::size_t most);

    mongo::Client& client_;
    TaskScope& scope_;
    Clock& clock_;
    std::int64_t next_mark_;
    Batcher<documents::Insertion, std::optional<Key>> insertions_;
    Batcher<documents::Replacement, bool> replacements_;
    Batcher<documents::Settlement, bool> settlements_;
    Batcher<documents::Postponement, bool> postponements_;
    Batcher<BookingId, std::optional<Booking>> finds_;
};

}  // namespace boxoffice::booking
