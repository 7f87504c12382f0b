#pragma once

#include "platform/sqlite/connection.hpp"
#include "services/event/domain/event.hpp"

namespace boxoffice::event {

/// The inventory of an event whose texts are known already; asserts that there is one.
Inventory complete_inventory(sqlite::Connection& connection, const Event& event);

/// Nothing when there is none; also that of a deleted event.
std::optional<Inventory> load_inventory(sqlite::Connection& connection, InventoryId id);

/// Nothing when there is none.
std::optional<std::int64_t> version_of(sqlite::Connection& connection, InventoryId id);

void insert_inventory(sqlite::Connection& connection, const Inventory& inventory);
/// Writes version, state, limit, pools and types over what is there.
void update_inventory(sqlite::Connection& connection, const Inventory& inventory);
/// Writes the version, and the pools that differ from `before`.
void update_pools(sqlite::Connection& connection, const Inventory& inventory, const std::map<PoolId, Pool>& before);

std::optional<Register> find_register_row(sqlite::Connection& connection, InventoryId id, const Uuid& booking_id);
/// `is_new`: there is no row of the booking yet.
void write_register(sqlite::Connection& connection, const Inventory& inventory, const Uuid& booking_id,
                    const Register& entry, bool is_new);
/// To be called in the transaction that gives an inventory a limit: what was written without one is indexed.
void index_holders(sqlite::Connection& connection, InventoryId id);
/// The tickets in the holder's registers but for one booking's; only of an inventory that has a limit.
std::int64_t tickets_of_holder(sqlite::Connection& connection, InventoryId id, const std::string& holder,
                               const Uuid& but_for);

}  // namespace boxoffice::event
