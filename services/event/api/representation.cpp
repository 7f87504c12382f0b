#include "services/event/api/representation.hpp"

#include "platform/json/write.hpp"

namespace boxoffice::event {

namespace {

struct ViewBefore {
    EventId id;
    UserId organizer_id;
    std::string name;
    Timestamp starts_at;
    std::optional<Timestamp> ends_at;
    std::string time_zone;
    bool all_day;
    std::optional<std::string> description;
    std::optional<std::string> venue;
    std::optional<std::string> city;
    std::optional<std::string> country;
    std::optional<std::string> url;
    std::vector<std::string> topics;
    std::int64_t capacity;
    std::int64_t price;
    std::string currency;
    std::optional<std::int64_t> max_tickets_per_user;
    EventStatus status;
};
BOOST_DESCRIBE_STRUCT(ViewBefore, (),
                      (id, organizer_id, name, starts_at, ends_at, time_zone, all_day, description, venue, city,
                       country, url, topics, capacity, price, currency, max_tickets_per_user, status))

struct ViewBehind {
    Timestamp created_at;
    Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(ViewBehind, (), (created_at, updated_at))

struct PoolView {
    std::int64_t capacity;
    std::int64_t available;
    std::int64_t held;
    std::int64_t sold;
};
BOOST_DESCRIBE_STRUCT(PoolView, (), (capacity, available, held, sold))

struct AvailabilityView {
    EventId event_id;
    std::int64_t capacity;
    std::int64_t available;
    std::int64_t held;
    std::int64_t sold;
};
BOOST_DESCRIBE_STRUCT(AvailabilityView, (), (event_id, capacity, available, held, sold))

struct TypeView {
    std::int64_t price;
    std::string currency;
    std::vector<PoolId> pools;
};
BOOST_DESCRIBE_STRUCT(TypeView, (), (price, currency, pools))

struct InventoryView {
    InventoryId id;
    EventId event_id;
    UserId organizer_id;
    std::int64_t v;
    std::int64_t edit;
    InventoryState state;
    EventSnapshot event;
    std::map<std::string, PoolView> pools;
    std::map<std::string, TypeView> types;
    std::optional<std::int64_t> per_holder_max;
};
BOOST_DESCRIBE_STRUCT(InventoryView, (),
                      (id, event_id, organizer_id, v, edit, state, event, pools, types, per_holder_max))

struct AllocationView {
    InventoryId inventory_id;
    Uuid booking_id;
    std::int64_t n;
    Quantities held;
    Quantities sold;
    std::string holder;
    Prices unit_price;
    std::optional<std::string> currency;
    std::optional<std::int64_t> v;
    std::optional<EventId> event_id;
    std::optional<EventSnapshot> event;
};
BOOST_DESCRIBE_STRUCT(AllocationView, (),
                      (inventory_id, booking_id, n, held, sold, holder, unit_price, currency, v, event_id, event))

struct ImbalanceView {
    InventoryId inventory_id;
    std::string pool;
    std::int64_t v;
    std::int64_t held;
    std::int64_t registered_held;
    std::int64_t sold;
    std::int64_t registered_sold;
};
BOOST_DESCRIBE_STRUCT(ImbalanceView, (), (inventory_id, pool, v, held, registered_held, sold, registered_sold))

struct ConservationView {
    std::int64_t inventories;
    std::int64_t capacity;
    std::int64_t available;
    std::int64_t held;
    std::int64_t sold;
    std::vector<ImbalanceView> imbalances;
};
BOOST_DESCRIBE_STRUCT(ConservationView, (), (inventories, capacity, available, held, sold, imbalances))

ViewBefore view_before(const Event& event) {
    const auto& details = event.details;
    return {.id = event.id,
            .organizer_id = event.organizer_id,
            .name = details.name,
            .starts_at = details.starts_at,
            .ends_at = details.ends_at,
            .time_zone = details.time_zone,
            .all_day = details.all_day,
            .description = details.description,
            .venue = details.venue,
            .city = details.city,
            .country = details.country,
            .url = details.url,
            .topics = details.topics,
            .capacity = details.capacity,
            .price = details.price,
            .currency = details.currency,
            .max_tickets_per_user = details.max_tickets_per_user,
            .status = event.status};
}

PoolView view_of(const Pool& pool) { return {pool.capacity, pool.available(), pool.held, pool.sold}; }

}  // namespace

EventJson::Around EventJson::around(const Event& event) {
    Around around{.edit = event.edit, .before = json::write(view_before(event)), .behind = {}};
    around.before.back() = ',';
    around.before += "\"available\":";
    around.behind = json::write(ViewBehind{event.created_at, event.updated_at});
    around.behind.front() = ',';
    return around;
}

std::string EventJson::write(const Event& event, const Inventory& inventory) {
    const auto* known = known_.find(event.id);
    const auto& around =
        known != nullptr && known->edit == event.edit ? *known : known_.put(event.id, EventJson::around(event));
    std::string text;
    text.reserve(around.before.size() + around.behind.size() + 12);
    text += around.before;
    json::append(text, inventory.room().available());
    text += around.behind;
    return text;
}

std::string entity_tag(const Inventory& inventory) { return fmt::format("\"{}.{}\"", inventory.edit, inventory.v); }

std::string availability_json(const Inventory& inventory) {
    const auto& room = inventory.room();
    return json::write(AvailabilityView{inventory.event_id, room.capacity, room.available(), room.held, room.sold});
}

std::string availability_event(const Inventory& inventory) {
    return fmt::format("id: {}\ndata: {}\n\n", inventory.v, availability_json(inventory));
}

std::string inventory_json(const Inventory& inventory) {
    InventoryView view{.id = inventory.id,
                       .event_id = inventory.event_id,
                       .organizer_id = inventory.organizer_id,
                       .v = inventory.v,
                       .edit = inventory.edit,
                       .state = inventory.state,
                       .event = inventory.event,
                       .pools = {},
                       .types = {},
                       .per_holder_max = inventory.per_holder_max};
    for (const auto& [id, pool] : inventory.pools) view.pools.emplace(id, view_of(pool));
    for (const auto& [id, type] : inventory.types)
        view.types.emplace(id, TypeView{type.price, type.currency, type.pools});
    return json::write(view);
}

std::string allocation_json(InventoryId id, const Uuid& booking_id, const Register& entry, const Inventory* inventory) {
    AllocationView view{.inventory_id = id,
                        .booking_id = booking_id,
                        .n = entry.n,
                        .held = entry.held,
                        .sold = entry.sold,
                        .holder = entry.holder,
                        .unit_price = entry.unit_price,
                        .currency = {},
                        .v = {},
                        .event_id = {},
                        .event = {}};
    if (inventory != nullptr) {
        view.currency = inventory->types.at(TypeId(general_admission)).currency;
        view.v = inventory->v;
        view.event_id = inventory->event_id;
        view.event = inventory->event;
    }
    return json::write(view);
}

std::string conservation_json(const ConservationReport& report) {
    ConservationView view{.inventories = report.inventories,
                          .capacity = report.capacity,
                          .available = report.capacity - report.held - report.sold,
                          .held = report.held,
                          .sold = report.sold,
                          .imbalances = {}};
    for (const auto& imbalance : report.imbalances)
        view.imbalances.push_back({imbalance.inventory_id, imbalance.pool, imbalance.v, imbalance.counted.held,
                                   imbalance.registered.held, imbalance.counted.sold, imbalance.registered.sold});
    return json::write(view);
}

}  // namespace boxoffice::event
