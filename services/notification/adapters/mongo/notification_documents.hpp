#pragma once

#include "platform/mongo/database.hpp"
#include "platform/mongo/schema.hpp"
#include "services/notification/ports/notification_store.hpp"

/// The collection of notifications; used inside the work that a mongo::Client runs.
namespace boxoffice::notification::documents {

inline constexpr auto notifications = "notifications";

mongo::Document document_of(const Notification& notification);
Notification notification_of(mongo::View document);
/// Reads all that a cursor gives.
std::vector<Notification> all_of(mongo::Cursor cursor);

mongo::Indexes indexes();

/// True for each that was not known yet, in order.
std::vector<bool> insert(mongo::Database& database, const std::vector<Notification>& wanted);

std::vector<Notification> claim(mongo::Database& database, Channel channel, Timestamp now, Timestamp lease_until,
                                std::size_t most);
void prolong(mongo::Database& database, const std::vector<Claim>& claims, Timestamp lease_until);
void settle(mongo::Database& database, const std::vector<Settlement>& settlements);

std::optional<Notification> by_id(mongo::Database& database, NotificationId id);
std::optional<Notification> by_topic(mongo::Database& database, const Notification& like);
std::vector<Notification> list(mongo::Database& database, const NotificationFilter& filter);

}  // namespace boxoffice::notification::documents
