#pragma once

#include "platform/sqlite/connection.hpp"
#include "services/event/ports/event_store.hpp"

#include <span>
#include <unordered_map>

namespace boxoffice::event {

/// Decides rounds of commands on the store's writing thread. Inventories are remembered between rounds; one is used
/// again only if the file has the same version of it, so a transaction that was rolled back does no harm.
class Rounds {
public:
    /// Runs inside the caller's transaction.
    RoundResult apply(sqlite::Connection& connection, InventoryId id, std::span<const AllocationCommand> commands,
                      Timestamp now);

    /// Whoever else writes an inventory calls this in the same transaction.
    void forget(InventoryId id);

private:
    std::optional<Inventory> take(sqlite::Connection& connection, InventoryId id);
    void remember(Inventory inventory);

    std::unordered_map<InventoryId, Inventory> remembered_;
};

}  // namespace boxoffice::event
