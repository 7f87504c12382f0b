#pragma once

#include "platform/mongo/database.hpp"
#include "services/event/adapters/mongo/inventory_documents.hpp"

#include <set>

namespace boxoffice::event {

/// The registers of these bookings that are written out.
Registers find_written(mongo::Database& database, InventoryId id, const std::vector<Uuid>& bookings);

/// All registers of these holders that are written out.
Registers find_written_of(mongo::Database& database, InventoryId id, const std::set<std::string>& holders);

/// Writes registers out; one that is there with the same or a higher number stays as it is.
void write_out(mongo::Database& database, InventoryId id, const Registers& registers);

/// One booking's register: of what is open, else of what is written out.
std::optional<Register> find_register_document(mongo::Database& database, InventoryId id, const Uuid& booking_id);

/// "<inventory>/<booking>"
std::string allocation_id(InventoryId id, const Uuid& booking_id);
/// The booking in it; throws std::runtime_error when it is not one.
Uuid booking_in(std::string_view allocation_id);

}  // namespace boxoffice::event
