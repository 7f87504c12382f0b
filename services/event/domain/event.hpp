#pragma once

#include "services/event/domain/inventory.hpp"

namespace boxoffice::event {

/// As the API says it: SUSPENDED is on show, but not on sale for now.
enum class EventStatus { PUBLISHED, SUSPENDED, CANCELLED };
BOOST_DESCRIBE_ENUM(EventStatus, PUBLISHED, SUSPENDED, CANCELLED)

/// What an organizer says of an event.
struct EventDetails {
    std::string name;
    Timestamp starts_at{};
    std::optional<Timestamp> ends_at;  ///< exclusive: of an all-day event, the midnight after its last day
    std::string time_zone = "UTC";     ///< IANA
    bool all_day = false;
    std::optional<std::string> description;
    std::optional<std::string> venue;
    std::optional<std::string> city;
    std::optional<std::string> country;
    std::optional<std::string> url;
    std::vector<std::string> topics;
    std::int64_t capacity = 0;
    std::int64_t price = 0;  ///< minor units
    std::string currency;    ///< ISO 4217
    std::optional<std::int64_t> max_tickets_per_user;

    bool operator==(const EventDetails&) const = default;
};

struct Event {
    EventId id;
    std::string tenant = "default";
    UserId organizer_id;
    EventDetails details;
    EventStatus status = EventStatus::PUBLISHED;
    std::int64_t edit = 1;
    Timestamp created_at{};
    Timestamp updated_at{};

    bool operator==(const Event&) const = default;
};

/// The inventory of a new event: nothing held, nothing sold.
Inventory new_inventory(const Event& event);

/// Brings the inventory in line with the edited event: capacity, price, limit, state, snapshot, edit; one version more.
/// False, and nothing is changed, when the capacity is lowered to less than what is held and sold.
bool apply_edit(Inventory& inventory, const Event& event);

/// The status that an inventory's state shows as; a deleted one shows as CANCELLED.
EventStatus status_of(InventoryState state);

/// Whether the change is allowed: a cancelled event stays cancelled.
bool may_become(EventStatus from, EventStatus to);

}  // namespace boxoffice::event
