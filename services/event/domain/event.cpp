#include "services/event/domain/event.hpp"

#include <utility>

namespace boxoffice::event {

namespace {

EventSnapshot snapshot_of(const EventDetails& details) {
    return {.name = details.name,
            .starts_at = details.starts_at,
            .ends_at = details.ends_at,
            .time_zone = details.time_zone,
            .all_day = details.all_day,
            .venue = details.venue,
            .city = details.city,
            .country = details.country};
}

InventoryState state_of(EventStatus status) {
    switch (status) {
        case EventStatus::PUBLISHED: return InventoryState::OPEN;
        case EventStatus::SUSPENDED: return InventoryState::SUSPENDED;
        case EventStatus::CANCELLED: return InventoryState::CANCELLED;
    }
    std::unreachable();
}

void take_from(Inventory& inventory, const Event& event) {
    inventory.edit = event.edit;
    if (status_of(inventory.state) != event.status) inventory.state = state_of(event.status);
    inventory.event = snapshot_of(event.details);
    inventory.pools[PoolId(whole_room)].capacity = event.details.capacity;
    inventory.types[TypeId(general_admission)] = {
        .price = event.details.price, .currency = event.details.currency, .pools = {PoolId(whole_room)}};
    inventory.per_holder_max = event.details.max_tickets_per_user;
}

}  // namespace

Inventory new_inventory(const Event& event) {
    Inventory inventory{.id = inventory_of(event.id),
                        .event_id = event.id,
                        .tenant = event.tenant,
                        .organizer_id = event.organizer_id,
                        .event = {},
                        .pools = {},
                        .types = {},
                        .per_holder_max = {}};
    take_from(inventory, event);
    return inventory;
}

bool apply_edit(Inventory& inventory, const Event& event) {
    const auto& room = inventory.room();
    const bool is_lowered = event.details.capacity < room.capacity;
    if (is_lowered && event.details.capacity < room.held + room.sold) return false;
    take_from(inventory, event);
    ++inventory.v;
    return true;
}

EventStatus status_of(InventoryState state) {
    switch (state) {
        case InventoryState::OPEN:
        case InventoryState::CLOSED: return EventStatus::PUBLISHED;
        case InventoryState::SUSPENDED: return EventStatus::SUSPENDED;
        case InventoryState::CANCELLED:
        case InventoryState::DELETED: return EventStatus::CANCELLED;
    }
    std::unreachable();
}

bool may_become(EventStatus from, EventStatus to) { return from != EventStatus::CANCELLED || to == from; }

}  // namespace boxoffice::event
