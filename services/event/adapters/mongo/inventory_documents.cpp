#include "services/event/adapters/mongo/inventory_documents.hpp"

namespace boxoffice::event {

namespace {

using mongo::Document;
using mongo::View;

Document amounts_document(const std::map<TypeId, std::int64_t>& amounts) {
    Document document;
    for (const auto& [type, amount] : amounts) document.append(type, amount);
    return document;
}

std::map<TypeId, std::int64_t> read_amounts_document(View document) {
    std::map<TypeId, std::int64_t> amounts;
    for (const auto& [type, amount] : document) amounts.emplace(type, amount.as<std::int64_t>());
    return amounts;
}

Document snapshot_document(const EventSnapshot& event) {
    return Document{{"name", event.name},           {"starts_at", event.starts_at}, {"ends_at", event.ends_at},
                    {"time_zone", event.time_zone}, {"all_day", event.all_day},     {"venue", event.venue},
                    {"city", event.city},           {"country", event.country}};
}

EventSnapshot read_snapshot(View document) {
    return {.name = document.get<std::string>("name"),
            .starts_at = document.get<Timestamp>("starts_at"),
            .ends_at = document.find<Timestamp>("ends_at"),
            .time_zone = document.get<std::string>("time_zone"),
            .all_day = document.get<bool>("all_day"),
            .venue = document.find<std::string>("venue"),
            .city = document.find<std::string>("city"),
            .country = document.find<std::string>("country")};
}

Document pools_document(const std::map<PoolId, Pool>& pools) {
    Document document;
    for (const auto& [id, pool] : pools)
        document.append(id, Document{{"capacity", pool.capacity}, {"held", pool.held}, {"sold", pool.sold}});
    return document;
}

std::map<PoolId, Pool> read_pools(View document) {
    std::map<PoolId, Pool> pools;
    for (const auto& [id, value] : document) {
        const auto pool = value.as<View>();
        pools.emplace(id, Pool{.capacity = pool.get<std::int64_t>("capacity"),
                               .held = pool.get<std::int64_t>("held"),
                               .sold = pool.get<std::int64_t>("sold")});
    }
    return pools;
}

Document types_document(const std::map<TypeId, TicketType>& types) {
    Document document;
    for (const auto& [id, type] : types)
        document.append(id, Document{{"price", type.price}, {"currency", type.currency}, {"pools", type.pools}});
    return document;
}

std::map<TypeId, TicketType> read_types(View document) {
    std::map<TypeId, TicketType> types;
    for (const auto& [id, value] : document) {
        const auto type = value.as<View>();
        types.emplace(id, TicketType{.price = type.get<std::int64_t>("price"),
                                     .currency = type.get<std::string>("currency"),
                                     .pools = type.get<std::vector<PoolId>>("pools")});
    }
    return types;
}

Document open_document(const Registers& open) {
    Document document;
    std::string booking_id;
    for (const auto& [id, entry] : open) {
        booking_id.clear();
        id.append_to(booking_id);
        document.append(booking_id, register_members(entry));
    }
    return document;
}

}  // namespace

Document edited_members(const Inventory& inventory) {
    Document document{{"v", inventory.v},
                      {"edit", inventory.edit},
                      {"state", inventory.state},
                      {"event", snapshot_document(inventory.event)},
                      {"pools", pools_document(inventory.pools)},
                      {"types", types_document(inventory.types)}};
    if (inventory.per_holder_max)
        document.append("per_holder_max", *inventory.per_holder_max);
    else
        document.append("per_holder_max", nullptr);
    return document;
}

Document inventory_members(const Inventory& inventory) {
    auto document = edited_members(inventory);
    document.append("event_id", inventory.event_id)
        .append("tenant", inventory.tenant)
        .append("organizer_id", inventory.organizer_id);
    return document;
}

Document round_members(const OpenInventory& next) {
    return Document{{"v", next.inventory.v},
                    {"pools", pools_document(next.inventory.pools)},
                    {"open", open_document(next.open)},
                    {"newest", next.newest}};
}

Inventory read_inventory(View document) {
    return {.id = document.get<InventoryId>("_id"),
            .event_id = document.get<EventId>("event_id"),
            .tenant = document.get<std::string>("tenant"),
            .organizer_id = document.get<UserId>("organizer_id"),
            .v = document.get<std::int64_t>("v"),
            .edit = document.get<std::int64_t>("edit"),
            .state = document.get<InventoryState>("state"),
            .event = read_snapshot(document.get<View>("event")),
            .pools = read_pools(document.get<View>("pools")),
            .types = read_types(document.get<View>("types")),
            .per_holder_max = document.find<std::int64_t>("per_holder_max")};
}

OpenInventory read_open_inventory(View document) {
    OpenInventory found{.inventory = read_inventory(document), .open = {}, .newest = document.find<Uuid>("newest")};
    if (const auto open = document.find<View>("open"))
        for (const auto& [booking_id, entry] : *open) {
            const auto id = Uuid::parse(booking_id);
            if (!id) throw std::runtime_error("stored inventory: \"" + entry.path() + "\" is not a booking's");
            found.open.emplace_hint(found.open.end(), *id, read_register(entry.as<View>()));
        }
    return found;
}

Document register_members(const Register& entry) {
    return Document{{"n", entry.n},
                    {"held", amounts_document(entry.held)},
                    {"sold", amounts_document(entry.sold)},
                    {"holder", entry.holder},
                    {"unit_price", amounts_document(entry.unit_price)}};
}

Register read_register(View document) {
    return {.n = document.get<std::int64_t>("n"),
            .held = read_amounts_document(document.get<View>("held")),
            .sold = read_amounts_document(document.get<View>("sold")),
            .holder = document.get<std::string>("holder"),
            .unit_price = read_amounts_document(document.get<View>("unit_price"))};
}

}  // namespace boxoffice::event
