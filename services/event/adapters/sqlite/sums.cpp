#include "services/event/adapters/sqlite/sums.hpp"

#include "platform/json/read.hpp"
#include "services/event/adapters/sqlite/amounts.hpp"

namespace boxoffice::event {

namespace {

// 4 is DELETED: nothing is held or sold there.
constexpr const char* pools_of_all =
    "SELECT i.id, i.v, p.pool_id, p.capacity, p.held, p.sold FROM inventory i "
    "JOIN pool p ON p.inventory_id = i.id WHERE i.state <> 4 ORDER BY i.id";
constexpr const char* types_of_all = "SELECT inventory_id, type_id, pools FROM ticket_type";
constexpr const char* registers_of_all =
    "SELECT inventory_id, held, sold FROM allocation WHERE tickets > 0 ORDER BY inventory_id";

using PoolsByType = std::map<TypeId, std::vector<PoolId>>;

void add(const Quantities& quantities, const PoolsByType& types, std::int64_t Pool::* member, InventorySums& sums) {
    for (const auto& [type, quantity] : quantities) {
        const auto found = types.find(type);
        if (found == types.end()) continue;
        for (const auto& pool : found->second) sums.registered[pool].*member += quantity;
    }
}

}  // namespace

std::vector<InventorySums> sum_all(sqlite::Connection& connection) {
    std::vector<InventorySums> all;
    std::unordered_map<InventoryId, std::size_t> places;
    for (auto rows = connection.query(pools_of_all); rows.next();) {
        const InventoryId id{rows.uuid(0)};
        if (all.empty() || all.back().inventory_id != id) {
            places.emplace(id, all.size());
            all.push_back({.inventory_id = id, .v = rows.integer(1), .pools = {}, .registered = {}});
        }
        const Pool pool{.capacity = rows.integer(3), .held = rows.integer(4), .sold = rows.integer(5)};
        all.back().pools.emplace(rows.text(2), pool);
        all.back().registered.emplace(rows.text(2), Pool{});
    }
    std::unordered_map<InventoryId, PoolsByType> types;
    for (auto rows = connection.query(types_of_all); rows.next();)
        types[InventoryId{rows.uuid(0)}].emplace(rows.text(1), json::read_stored<std::vector<PoolId>>(rows.text(2)));
    for (auto rows = connection.query(registers_of_all); rows.next();) {
        const InventoryId id{rows.uuid(0)};
        const auto place = places.find(id);
        if (place == places.end()) continue;
        auto& sums = all[place->second];
        add(read_amounts(rows.text(1)), types[id], &Pool::held, sums);
        add(read_amounts(rows.text(2)), types[id], &Pool::sold, sums);
    }
    return all;
}

}  // namespace boxoffice::event
