#pragma once

#include "platform/id/uuid.hpp"

#include <string>
#include <string_view>

namespace boxoffice::event {

struct EventTag;
using EventId = Id<EventTag>;

/// An inventory is what is sold from. In this release each event has one, whose id has the value of the event's.
struct InventoryTag;
using InventoryId = Id<InventoryTag>;

inline InventoryId inventory_of(EventId id) { return {id.value}; }

/// A kind of ticket within an inventory, and a quantity of room that kinds draw on.
using TypeId = std::string;
using PoolId = std::string;

/// The one type and the one pool of this release.
inline constexpr std::string_view general_admission = "ga";
inline constexpr std::string_view whole_room = "all";

}  // namespace boxoffice::event
