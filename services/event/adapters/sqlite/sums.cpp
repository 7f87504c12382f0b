#include "services/event/adapters/sqlite/sums.hpp"

#include "platform/json/read.hpp"
#include "services/event/adapters/sqlite/amounts.hpp"

namespace boxoffice::event {

namespace {

// 4 is DELETED: nothing is held or sold there.
constexpr const char* pools_of_all =
    "SELECT i.id, i.v, p.pool_id, p.capacity, p.held, p.sold FROM inventory i "
    "JOIN pool p ON p.inventory_id = i.id WHERE i.state <> 4 ORDER BY i.id";
constexpr const char* pools_of_one =
    "SELECT i.id, i.v, p.pool_id, p.capacity, p.held, p.sold FROM inventory i "
    "JOIN pool p ON p.inventory_id = i.id WHERE i.state <> 4 AND i.id = ?";
constexpr const char* types_of_all = "SELECT inventory_id, type_id, pools FROM ticket_type";
constexpr const char* types_of_one = "SELECT inventory_id, type_id, pools FROM ticket_type WHERE inventory_id = ?";
constexpr const char* registers_of_all =
    "SELECT inventory_id, held, sold FROM allocation WHERE tickets > 0 ORDER BY inventory_id";
constexpr const char* registers_of_one =
    "SELECT inventory_id, held, sold FROM allocation WHERE tickets > 0 AND inventory_id = ?";

using PoolsByType = std::map<TypeId, std::vector<PoolId>>;

void add(const Quantities& quantities, const PoolsByType& types, std::int64_t Pool::* member, InventorySums& sums) {
    for (const auto& [type, quantity] : quantities) {
        const auto found = types.find(type);
        if (found == types.end()) continue;
        for (const auto& pool : found->second) sums.registered[pool].*member += quantity;
    }
}

std::vector<InventorySums> add_up(sqlite::Rows pools, sqlite::Rows ticket_types, sqlite::Rows registers) {
    std::vector<InventorySums> all;
    std::unordered_map<InventoryId, std::size_t> places;
    while (pools.next()) {
        const InventoryId id{pools.uuid(0)};
        if (all.empty() || all.back().inventory_id != id) {
            places.emplace(id, all.size());
            all.push_back({.inventory_id = id, .v = pools.integer(1), .pools = {}, .registered = {}});
        }
        const Pool pool{.capacity = pools.integer(3), .held = pools.integer(4), .sold = pools.integer(5)};
        all.back().pools.emplace(pools.text(2), pool);
        all.back().registered.emplace(pools.text(2), Pool{});
    }
    std::unordered_map<InventoryId, PoolsByType> types;
    while (ticket_types.next())
        types[InventoryId{ticket_types.uuid(0)}].emplace(ticket_types.text(1),
                                                         json::read_stored<std::vector<PoolId>>(ticket_types.text(2)));
    while (registers.next()) {
        const InventoryId id{registers.uuid(0)};
        const auto place = places.find(id);
        if (place == places.end()) continue;
        auto& sums = all[place->second];
        add(read_amounts(registers.text(1)), types[id], &Pool::held, sums);
        add(read_amounts(registers.text(2)), types[id], &Pool::sold, sums);
    }
    return all;
}

}  // namespace

std::vector<InventorySums> sum_all(sqlite::Connection& connection) {
    return add_up(connection.query(pools_of_all), connection.query(types_of_all), connection.query(registers_of_all));
}

std::optional<InventorySums> sum_one(sqlite::Connection& connection, InventoryId id) {
    auto found = add_up(connection.query(pools_of_one, id), connection.query(types_of_one, id),
                        connection.query(registers_of_one, id));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace boxoffice::event
