#pragma once

#include "platform/mongo/database.hpp"
#include "services/event/ports/event_store.hpp"

#include <span>

/// Imports: an identity belongs to the event that `imports` names, whoever imports it and how often. The claim is made
/// before the event is created, so that two importers make one event, and one that dies in between is carried on with
/// by the next that imports the same.
namespace boxoffice::event {

/// What an item is, once its event is there.
struct ImportedItem {
    EventId event_id;
    ImportOutcome outcome = ImportOutcome::unchanged;  ///< `changed`: the item is still to be laid over the event
};

/// Claims the items' identities and creates the events that are not there; no identity is there twice. In the order of
/// the items.
std::vector<ImportedItem> create_imported(mongo::Database& database, std::span<const ImportItem> items);

/// Notes what the event's item said when it was last imported.
void note_imported(mongo::Database& database, const ImportItem& item, EventId event_id);

}  // namespace boxoffice::event
