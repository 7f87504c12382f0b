#pragma once

#include "platform/mongo/database.hpp"
#include "services/event/ports/event_store.hpp"

/// An event stands in two documents, and only one can be written at a time. The inventory decides: the write that
/// creates, edits or removes an event puts the texts that follow from it into the inventory as `pending`; then they
/// are written to `events`, and `pending` goes. Whoever meets a `pending` whose writer has died carries it out.
namespace boxoffice::event {

/// Carries out an inventory's `pending`. Any number may do so at once.
void write_texts(mongo::Database& database, InventoryId id, mongo::View pending);

/// Carries out those of many inventories, in a few commands.
void write_texts(mongo::Database& database, const std::vector<std::pair<InventoryId, mongo::Document>>& pending);

/// Carries out all that are there.
void write_all_pending_texts(mongo::Database& database);

/// The event with its inventory, texts and inventory of the same edit. Nothing when there is none, or it was removed.
std::optional<EventRecord> find_event_record(mongo::Database& database, EventId id);

/// The same for many, in their order; nothing when one of them is not there, or was edited in between.
std::optional<std::vector<EventRecord>> find_event_records(mongo::Database& database, const std::vector<EventId>& ids);

/// See EventStore::list.
std::vector<EventRecord> list_event_records(mongo::Database& database, const EventFilter& filter);

}  // namespace boxoffice::event
