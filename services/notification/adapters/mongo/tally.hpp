#pragma once

#include "platform/mongo/database.hpp"
#include "services/notification/ports/notification_store.hpp"

/// How many notifications there are, without counting them all; used inside the work that a mongo::Client runs.
namespace boxoffice::notification::tally {

/// The tally up to a moment, and a count of those since. Moves the moment on, to a minute before `now`.
std::int64_t count(mongo::Database& database, Timestamp now);

/// Call after these were stored: older ones than the tally expects make it begin anew.
void note(mongo::Database& database, const std::vector<Notification>& stored, Timestamp now);

}  // namespace boxoffice::notification::tally
