#pragma once

#include "platform/mongo/database.hpp"
#include "services/event/ports/event_store.hpp"

#include <functional>

namespace boxoffice::event {

/// What became of an edit: the answer, or nothing when somebody else wrote the inventory in between.
using EditAttempt = std::optional<std::expected<EventRecord, EditRefusal>>;

/// Replaces the event by `event`, the inventory first; see EventStore::replace.
EditAttempt attempt_replace(mongo::Database& database, const Event& event);

/// The same for many at once, each an edit of its event as it is now, in a few commands; no event is there twice.
/// Nothing when a write came in between, or an event is not there: then some of them may be replaced already.
using NextEdit = std::function<Event(std::size_t place, Event event)>;
std::optional<std::vector<EventRecord>> attempt_edits(mongo::Database& database, const std::vector<EventId>& ids,
                                                      const NextEdit& next);
/// One of them.
EditAttempt attempt_edit(mongo::Database& database, EventId id, const NextEdit& next);

using RemovalAttempt = std::optional<std::expected<std::shared_ptr<const Inventory>, EditRefusal>>;

/// See EventStore::remove.
RemovalAttempt attempt_remove(mongo::Database& database, EventId id, std::optional<std::int64_t> edit);

}  // namespace boxoffice::event
