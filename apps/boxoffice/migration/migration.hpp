#pragma once

#include "platform/amqp/publisher.hpp"
#include "services/booking/adapters/sqlite/sqlite_booking_store.hpp"
#include "services/event/adapters/mongo/mongo_event_store.hpp"
#include "services/event/adapters/sqlite/sqlite_event_store.hpp"
#include "services/notification/ports/notification_store.hpp"
#include "services/user/adapters/sqlite/sqlite_user_store.hpp"

#include <string>
#include <vector>

/// Moves what the embedded stores hold into the engines. Each of these copies what is not there yet, reads back every
/// piece from the other side and compares; so it may be repeated after an interruption. What is there already, equal or
/// not, is left as it is. Nothing may serve either side meanwhile.
namespace boxoffice::migration {

/// So many are read at once.
inline constexpr std::size_t page = 200;

/// What became of one kind of things.
struct Tally {
    std::string what;
    std::int64_t count = 0;              ///< in the embedded store
    std::vector<std::string> different;  ///< ids of what is missing on the other side, or another there
};

/// Accounts, with the passwords' hashes.
Task<Tally> move_users(user::SqliteUserStore& from, user::UserStore& to, Timestamp now);
/// Sessions that have not ended, and those that were ended before their time.
Task<Tally> move_sessions(user::SqliteUserStore& from, user::UserStore& to, Timestamp now);
/// Events with inventories, where they were imported from, and what the booking service is still to be told.
Task<Tally> move_events(event::SqliteEventStore& from, event::MongoEventStore& to);
/// What each booking has of each inventory, and the sums of that.
Task<Tally> compare_inventories(event::SqliteEventStore& from, event::MongoEventStore& to);
/// Bookings with their requests' keys and answers, closures, and how far payments are reconciled.
Task<Tally> move_bookings(booking::SqliteBookingStore& from, booking::BookingStore& to);
Task<Tally> move_notifications(notification::NotificationStore& from, notification::NotificationStore& to);
/// Messages that the notification service has not stored yet, into the broker. Known ones are told once all the same.
Task<Tally> move_messages(booking::OutboxQueue& from, amqp::Publisher& to);

}  // namespace boxoffice::migration
