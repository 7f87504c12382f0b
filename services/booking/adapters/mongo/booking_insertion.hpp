#pragma once

#include "platform/mongo/database.hpp"
#include "services/booking/ports/booking_store.hpp"

#include <vector>

/// How bookings and the keys of their requests come into MongoDB. All of it may be repeated: who repeats finds out what
/// the first try has done, by the booking's id under the key and by the mark in the booking.
namespace boxoffice::booking::documents {

/// How many of its latest decisions' marks a booking keeps.
inline constexpr std::int64_t marks_max = 16;

struct Insertion {
    Booking booking;
    std::optional<IdempotencyKey> key;
    std::int64_t mark = 0;  ///< never used before, by any instance
};

/// First the keys, together, then the bookings of those whose key is fresh. A crash between leaves a key without its
/// booking, which the request's repeat inserts under the id that the key names.
std::vector<std::optional<BookingStore::Key>> insert(mongo::Database& database,
                                                     const std::vector<Insertion>& insertions, Timestamp now);

std::optional<BookingStore::Key> find_key(mongo::Database& database, const Digest& key_id, Timestamp now);

/// As BookingStore::renew_key. The old booking loses its key first, so that no answer is kept with it any more.
bool renew_key(mongo::Database& database, const Digest& key_id, BookingId ended, const Insertion& fresh, Timestamp now);

}  // namespace boxoffice::booking::documents
