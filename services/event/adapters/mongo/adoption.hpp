#pragma once

#include "platform/mongo/database.hpp"
#include "services/event/ports/event_copy.hpp"

#include <span>

namespace boxoffice::event {

/// Events of another store, with what they were imported from and what is still to be told of them. What is here
/// already stays as it is. The inventories come last: as long as one is missing, its event is not there.
void adopt_events(mongo::Database& database, std::span<const EventCopy> copies);

}  // namespace boxoffice::event
