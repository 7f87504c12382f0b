#pragma once

#include "services/booking/ports/booking_store.hpp"
#include "tests/simulation/mutation.hpp"

#include <map>

namespace boxoffice::simulation {

/// Hears of each write to a booking.
class BookingWatch {
public:
    virtual ~BookingWatch() = default;
    /// `before` is null where it was inserted.
    virtual void written(const booking::Booking* before, const booking::Booking& after) = 0;
    virtual void answered(const booking::Booking& booking, const KeptAnswer& answer) = 0;
};

/// The bookings of all instances, as one database holds them: each call is one atomic, durable step. What BookingStore
/// does in more than one step is apart here, too.
class BookingTable {
public:
    using Booking = booking::Booking;
    using BookingId = booking::BookingId;
    using EventId = booking::EventId;
    using Store = booking::BookingStore;

    explicit BookingTable(std::optional<Mutation> planted = {}) : planted_(planted) {}
    void watched_by(BookingWatch& watch) { watch_ = &watch; }

    /// What the key stands for already; nothing where it is the booking's now.
    std::optional<Store::Key> insert_key(const IdempotencyKey& key, BookingId booking_id, Timestamp now);
    /// False when the id is taken.
    bool insert(const Booking& booking);
    std::optional<Store::Key> find_key(const Digest& key_id, Timestamp now) const;
    /// The booking is answered under no key any more, if it was not; first part of renewing a key.
    bool lose_key(const Digest& key_id, BookingId ended, Timestamp now);
    /// Second part.
    bool point_key(const Digest& key_id, BookingId ended, BookingId fresh, Timestamp now);

    std::optional<Booking> find(BookingId id) const;
    bool decide(const Store::Decision& decision);
    bool note(const Booking& booking);
    void settle(BookingId id, int rev, booking::Todo done);
    bool postpone(BookingId id, int rev, Timestamp due);
    /// Throws Unavailable where the key has gone to another booking.
    KeptAnswer keep_answer(BookingId id, const KeptAnswer& answer);
    std::optional<KeptAnswer> find_answer(BookingId id) const;
    std::vector<Booking> claim_due(Timestamp now, Timestamp until, std::size_t most);
    std::vector<Booking> list(const Store::Filter& filter, std::optional<BookingId> before, std::size_t most) const;
    std::vector<Booking> of_event(EventId event_id, std::optional<BookingId> cursor, std::size_t most) const;

    std::map<EventId, std::optional<BookingId>> closures;
    std::int64_t reconciled_to = 0;

    /// All that there are, oldest id first.
    template <class Visit>
    void each(Visit visit) const {
        for (const auto& [id, row] : rows_) visit(row.booking);
    }
    /// When the first of them is due.
    std::optional<Timestamp> next_due() const;
    bool would_decide(const Store::Decision& decision) const;

private:
    struct Row {
        Booking booking;
        std::optional<KeptAnswer> answer;
    };
    struct KeyRow {
        Store::Key key;
        Timestamp kept_until;
    };

    Row* row_at(BookingId id, int rev);
    bool left_out(Mutation mutation) const { return planted_ == mutation; }
    void written(const Booking* before, const Booking& after);
    void keep(Row& row, const KeptAnswer& answer);

    std::optional<Mutation> planted_;
    BookingWatch* watch_ = nullptr;
    std::map<BookingId, Row> rows_;
    std::map<Digest, KeyRow> keys_;
};

}  // namespace boxoffice::simulation
