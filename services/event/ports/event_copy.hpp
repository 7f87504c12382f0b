#pragma once

#include "platform/idempotency/idempotency.hpp"
#include "services/event/domain/event.hpp"

#include <optional>

namespace boxoffice::event {

/// Where an imported event came from.
struct ImportMark {
    Digest identity{};
    Digest content{};
};

/// All that a store knows of one event but its registers, to be moved to another store as it is.
struct EventCopy {
    Inventory inventory;
    std::optional<Event> event;  ///< nothing where it was deleted
    std::optional<ImportMark> mark;
    bool is_closure_to_tell = false;
};

/// A register on the same way.
struct RegisterCopy {
    Uuid booking_id;
    Register entry;
};

}  // namespace boxoffice::event
