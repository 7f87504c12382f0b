#pragma once

#include "services/event/adapters/mongo/edits.hpp"

#include <span>

/// Imports: an identity belongs to the event that `imports` names, whoever imports it and how often. The claim is made
/// before the event is created, so that two importers make one event, and one that dies in between is carried on with
/// by the next that imports the same.
namespace boxoffice::event {

/// The places of the items in the order and the portions in which they are to be imported: of one identity, there is
/// one in a portion.
std::vector<std::vector<std::size_t>> import_parts(const std::vector<ImportItem>& items);

/// What an item is, once its event is there.
struct ImportedItem {
    EventId event_id;
    ImportOutcome outcome = ImportOutcome::unchanged;  ///< `changed`: the item is still to be laid over the event
};

/// Claims the items' identities and creates the events that are not there; no identity is there twice. In the order of
/// the items.
std::vector<ImportedItem> create_imported(mongo::Database& database, std::span<const ImportItem> items);

/// An item that is to be laid over its event.
struct ImportChange {
    ImportItem item;
    EventId event_id;
};

/// Lays an item over its event as it is, and notes what it says.
EditAttempt attempt_reimport(mongo::Database& database, const ImportChange& change, Timestamp now);

/// The same for many at once, in a few commands; no event is there twice. Nothing for all of them when another write
/// came in between: then some are done, and each is to be attempted alone.
std::optional<std::vector<EventRecord>> attempt_reimports(mongo::Database& database,
                                                          const std::vector<ImportChange>& changes, Timestamp now);

}  // namespace boxoffice::event
