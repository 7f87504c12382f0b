#pragma once

#include "platform/mongo/database.hpp"
#include "services/event/ports/event_store.hpp"

#include <functional>

namespace boxoffice::event {

/// What became of an edit: the answer, or nothing when somebody else wrote the inventory in between.
using EditAttempt = std::optional<std::expected<EventRecord, EditRefusal>>;

/// Replaces the event by `event`, the inventory first; see EventStore::replace.
EditAttempt attempt_replace(mongo::Database& database, const Event& event);

/// Lays a draft over the event as it is, as its next edit.
EditAttempt attempt_reimport(mongo::Database& database, EventId id, const EventDraft& draft, Timestamp now);

using RemovalAttempt = std::optional<std::expected<std::shared_ptr<const Inventory>, EditRefusal>>;

/// See EventStore::remove.
RemovalAttempt attempt_remove(mongo::Database& database, EventId id, std::optional<std::int64_t> edit);

}  // namespace boxoffice::event
