#pragma once

#include "platform/sqlite/connection.hpp"
#include "services/event/ports/event_store.hpp"

namespace boxoffice::event {

/// What pools say and what registers add up to, of every inventory, as of the reader's one transaction.
std::vector<InventorySums> sum_all(sqlite::Connection& connection);
/// The same of one; nothing when there is none.
std::optional<InventorySums> sum_one(sqlite::Connection& connection, InventoryId id);

}  // namespace boxoffice::event
