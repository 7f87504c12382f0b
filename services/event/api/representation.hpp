#pragma once

#include "services/event/app/conservation.hpp"
#include "services/event/app/events.hpp"

#include <string>

namespace boxoffice::event {

/// Writes events as JSON. What only an edit changes is written once an edit, and kept for the events that were asked
/// for last. Used on the loop's thread only.
class EventJson {
public:
    EventJson() : known_(4'096) {}

    std::string write(const Event& event, const Inventory& inventory);

private:
    /// The members before and behind the value of `available`.
    struct Around {
        std::int64_t edit = 0;
        std::string before;
        std::string behind;
    };
    static Around around(const Event& event);

    RecentlyUsed<EventId, Around> known_;
};

/// `"<edit>.<v>"`, in quotes.
std::string entity_tag(const Inventory& inventory);

/// {event_id, capacity, available, held, sold}, all from this one version.
std::string availability_json(const Inventory& inventory);

/// The availability as one Server-Sent Event, whose id is the version.
std::string availability_event(const Inventory& inventory);

/// The inventory as the other services see it.
std::string inventory_json(const Inventory& inventory);

/// A booking's register, with the prices, currency and event snapshot of the inventory if there is one.
std::string allocation_json(InventoryId id, const Uuid& booking_id, const Register& entry, const Inventory* inventory);

std::string conservation_json(const ConservationReport& report);

}  // namespace boxoffice::event
