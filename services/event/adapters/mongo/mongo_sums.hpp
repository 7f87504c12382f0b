#pragma once

#include "platform/mongo/database.hpp"
#include "services/event/ports/event_store.hpp"

namespace boxoffice::event {

/// What pools say and what registers add up to, of every inventory that is not deleted, in the order of their ids. The
/// version is read again after the registers; an inventory that does not stand still for that long, however often it
/// is tried, is left out this time.
std::vector<InventorySums> sum_all_inventories(mongo::Database& database);
/// The same of one; nothing also where it does not stand still.
std::optional<InventorySums> sum_inventory(mongo::Database& database, InventoryId id);

}  // namespace boxoffice::event
