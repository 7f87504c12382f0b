#pragma once

#include "platform/sqlite/connection.hpp"
#include "services/event/ports/event_copy.hpp"

#include <vector>

namespace boxoffice::event {

/// Events after `after` by id, deleted ones too.
std::vector<EventCopy> read_copies(sqlite::Connection& connection, EventId after, std::size_t most);

/// An inventory's registers after `after` by booking.
std::vector<RegisterCopy> read_register_copies(sqlite::Connection& connection, InventoryId id, const Uuid& after,
                                               std::size_t most);

}  // namespace boxoffice::event
