#pragma once

#include "platform/mongo/document.hpp"
#include "services/event/domain/inventory.hpp"

#include <map>

namespace boxoffice::event {

/// The registers of an inventory, by booking.
using Registers = std::map<Uuid, Register>;

/// An inventory at one version, with the registers that are not written out yet.
struct OpenInventory {
    Inventory inventory;
    Registers open;
    /// No booking with a higher id has ever had a register here, so none has to be looked for: ids grow with time.
    /// Nothing where that is not known, as after an adoption.
    std::optional<Uuid> newest = {};
};

/// The members of an inventory's document but for `_id`, those of a round and what waits to be done (`pending`,
/// `todo`).
mongo::Document inventory_members(const Inventory& inventory);
/// The same without what never changes.
mongo::Document edited_members(const Inventory& inventory);
/// The members that a round changes: v, pools, open, newest.
mongo::Document round_members(const OpenInventory& next);

/// From a document that may lack `open`.
Inventory read_inventory(mongo::View document);
OpenInventory read_open_inventory(mongo::View document);

/// n, held, sold, holder, unit_price.
mongo::Document register_members(const Register& entry);
Register read_register(mongo::View document);

}  // namespace boxoffice::event
