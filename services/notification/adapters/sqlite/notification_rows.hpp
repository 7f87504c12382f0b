#pragma once

#include "platform/sqlite/store.hpp"
#include "services/notification/ports/notification_store.hpp"

namespace boxoffice::notification::rows {

/// The schema's steps, for sqlite::Store.
std::span<const sqlite::Migration> migrations();

/// The rowid of a notification: the 60 bits of its UUIDv7 that hold the time and the count within the millisecond.
/// They grow with the ids, so that rows are appended and the id needs no index of its own.
std::int64_t sequence_of(NotificationId id);

/// False when its (booking, topic, channel) is there already.
bool insert(sqlite::Connection& connection, const Notification& notification);
/// Adds to the number of all notifications.
void add_to_count(sqlite::Connection& connection, std::int64_t added);
std::int64_t count(sqlite::Connection& connection);

std::optional<Notification> by_id(sqlite::Connection& connection, NotificationId id);
std::optional<Notification> by_topic(sqlite::Connection& connection, const Notification& like);
/// The newest of a topic and its resends ("CONFIRMED", "CONFIRMED+1", …), and how many there are.
struct Series {
    std::optional<Notification> newest = {};
    std::int64_t size = 0;
};
Series series_of(sqlite::Connection& connection, const Notification& like);
std::vector<Notification> list(sqlite::Connection& connection, const NotificationFilter& filter);

std::vector<Notification> claim(sqlite::Connection& connection, Channel channel, Timestamp now, Timestamp lease_until,
                                std::size_t most);
void prolong(sqlite::Connection& connection, const Claim& claim, Timestamp lease_until);
void settle(sqlite::Connection& connection, const Settlement& settlement);
/// Makes every SENDING one claimable.
void end_leases(sqlite::Connection& connection);

}  // namespace boxoffice::notification::rows
