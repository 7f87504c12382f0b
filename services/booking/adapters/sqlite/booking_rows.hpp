#pragma once

#include "platform/sqlite/connection.hpp"
#include "services/booking/ports/booking_store.hpp"

#include <optional>
#include <vector>

/// The statements on the tables `booking`, `unfinished` and `booking_key_*`, each within the transaction that runs
/// already.
namespace boxoffice::booking::rows {

/// From the columns id, rev, todo, due, keyed, document.
Booking read(sqlite::Rows& rows);
std::vector<Booking> read_all(sqlite::Rows rows);

/// False where the id is taken.
bool insert(sqlite::Connection& connection, const Booking& booking);
std::optional<Booking> find(sqlite::Connection& connection, BookingId id);
bool decide(sqlite::Connection& connection, const BookingStore::Decision& decision);
bool note(sqlite::Connection& connection, const Booking& booking);
void settle(sqlite::Connection& connection, BookingId id, int rev, Todo done);

std::optional<BookingStore::Key> find_key(sqlite::Connection& connection, const Digest& key_id);
/// Call only after `find_key` found nothing in the same transaction.
void insert_key(sqlite::Connection& connection, const IdempotencyKey& key, BookingId booking_id, Timestamp now);
void point_key(sqlite::Connection& connection, const Digest& key_id, BookingId booking_id);

}  // namespace boxoffice::booking::rows
