#pragma once

#include "platform/mongo/database.hpp"
#include "services/event/ports/event_store.hpp"

#include <span>

namespace boxoffice::event {

/// See EventStore::create. The inventory's insert is what creates the event; its texts follow. A key is kept before
/// that, together with the event: if its writer dies, the next request with the key creates that event.
Created create_event(mongo::Database& database, const Event& event, const std::optional<KeyedAnswer>& keyed);

/// Creates events that are not there yet, by their ids.
void create_absent_events(mongo::Database& database, std::span<const Event> events);

}  // namespace boxoffice::event
