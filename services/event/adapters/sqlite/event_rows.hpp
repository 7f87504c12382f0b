#pragma once

#include "platform/sqlite/connection.hpp"
#include "services/event/ports/event_copy.hpp"
#include "services/event/ports/event_store.hpp"

namespace boxoffice::event {

/// Writes a new event and its inventory.
void insert_event(sqlite::Connection& connection, const Event& event, const std::optional<ImportMark>& mark);
/// Writes the event's texts, edit and place on the list over what is there.
void update_event(sqlite::Connection& connection, const Event& event);

/// Nothing when there is none, or it was deleted.
std::optional<EventRecord> find_record(sqlite::Connection& connection, EventId id);
std::vector<EventRecord> list_records(sqlite::Connection& connection, const EventFilter& filter);

}  // namespace boxoffice::event
