#pragma once

#include "platform/async/task.hpp"
#include "platform/idempotency/idempotency.hpp"
#include "services/booking/domain/booking.hpp"

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::booking {

/// Where bookings live. Every call is one atomic, durable step; a fault (exception) means that nothing is known of it.
/// Calls on one booking may come from any number of instances at once: whoever decides first wins.
class BookingStore {
public:
    virtual ~BookingStore() = default;

    struct Key {
        Digest fingerprint{};
        BookingId booking_id;
    };

    /// Inserts the key (if one was sent) and then the booking. Returns what was there already, in which case the
    /// booking was not inserted: what the key stood for; or, where the booking's id is taken, that id (a crash may come
    /// between key and booking, so whoever finds a key without its booking inserts it under that id, and one of them is
    /// first).
    virtual Task<std::optional<Key>> insert(Booking booking, std::optional<IdempotencyKey> key) = 0;

    virtual Task<std::optional<Key>> find_key(Digest key_id) = 0;

    /// Gives the key to `fresh`, which is inserted, if the key still stands for `ended` and that has no answer. False
    /// otherwise, and where a repeat came between and has inserted it already: then the key says what it stands for.
    virtual Task<bool> renew_key(Digest key_id, BookingId ended, Booking fresh) = 0;

    virtual Task<std::optional<Booking>> find(BookingId id) = 0;

    struct Decision {
        Booking next;                      ///< guarded on the revision before it being the stored one
        std::optional<Timestamp> due;      ///< when given: the stored `due` must still be this
        std::optional<KeptAnswer> answer;  ///< kept for the request's key, unless one is kept already
    };
    /// The one conditional write: replaces the booking by its next revision, together with the outbox entries of that
    /// revision. False, and nothing is changed, when a guard does not hold.
    virtual Task<bool> decide(Decision decision) = 0;

    /// Replaces the document without a decision (what a void or a refund said), guarded on its unchanged `rev`. False
    /// when another decision was made meanwhile.
    virtual Task<bool> note(Booking booking) = 0;

    /// Takes steps that are done out of `todo` (with `publish`: clears the outbox), guarded on `rev`; `due` goes when
    /// nothing is left. Does nothing when another decision was made meanwhile.
    virtual Task<> settle(BookingId id, int rev, Todo done) = 0;

    /// Moves `due`, where there is one, guarded on `rev`. False when nothing was moved.
    virtual Task<bool> postpone(BookingId id, int rev, Timestamp due) = 0;

    /// Keeps the answer of a keyed request unless one is kept already; returns the kept one. Unavailable where the key
    /// has gone to another booking since: what is answered under it is that one's.
    virtual Task<KeptAnswer> keep_answer(BookingId id, KeptAnswer answer) = 0;
    virtual Task<std::optional<KeptAnswer>> find_answer(BookingId id) = 0;

    /// Bookings whose `due` has passed, oldest first; their `due` is moved to `until` (so that one instance has them).
    virtual Task<std::vector<Booking>> claim_due(Timestamp now, Timestamp until, std::size_t most) = 0;

    struct Filter {
        std::optional<PersonId> user_id;
        std::optional<PersonId> organizer_id;
        std::optional<EventId> event_id;
        std::optional<Status> status;
    };
    /// Newest first (by id), those before `before`, at most `most`.
    virtual Task<std::vector<Booking>> list(Filter filter, std::optional<BookingId> before, std::size_t most) = 0;

    /// An event whose bookings are all to be cancelled, and how far that has come (`cursor`: the last booking passed).
    struct Closure {
        EventId event_id;
        std::optional<BookingId> cursor;
    };
    /// Remembers to close the event; harmless when it is known.
    virtual Task<> begin_closure(EventId event_id) = 0;
    virtual Task<std::vector<Closure>> closures() = 0;
    virtual Task<> move_closure(Closure closure) = 0;
    virtual Task<> end_closure(EventId event_id) = 0;
    /// The event's bookings after `cursor`, oldest first, at most `most`.
    virtual Task<std::vector<Booking>> of_event(EventId event_id, std::optional<BookingId> cursor,
                                                std::size_t most) = 0;

    /// The gateway's sequence up to which payments were compared with bookings.
    virtual Task<std::int64_t> reconciled_to() = 0;
    virtual Task<> reconcile_to(std::int64_t sequence) = 0;
};

/// The embedded deployment's queue: the outbox rows themselves.
class OutboxQueue {
public:
    virtual ~OutboxQueue() = default;

    struct Row {
        std::int64_t sequence = 0;
        std::string body;  ///< a Message as JSON
    };
    /// Rows after `sequence`, oldest first.
    virtual Task<std::vector<Row>> rows_after(std::int64_t sequence, std::size_t most) = 0;
    /// Deletes rows that the consumer has stored.
    virtual Task<> acknowledge(std::vector<std::int64_t> sequences) = 0;
};

}  // namespace boxoffice::booking
