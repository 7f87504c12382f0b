#pragma once

#include "platform/mongo/database.hpp"
#include "platform/mongo/schema.hpp"
#include "services/notification/ports/notification_store.hpp"

/// What is asked for over the interface, done once for its key; used inside the work that a mongo::Client runs.
namespace boxoffice::notification::submissions {

mongo::Indexes indexes();

Submitted submit(mongo::Database& database, const Submission& submission);

}  // namespace boxoffice::notification::submissions
