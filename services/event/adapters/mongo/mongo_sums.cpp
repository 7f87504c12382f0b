#include "services/event/adapters/mongo/mongo_sums.hpp"

#include "services/event/adapters/mongo/allocations.hpp"
#include "services/event/adapters/mongo/collections.hpp"
#include "services/event/adapters/mongo/inventory_documents.hpp"

#include <algorithm>

namespace boxoffice::event {

namespace {

using mongo::Document;

constexpr int attempts_max = 10;

const Document not_deleted{{"state", Document{{"$ne", InventoryState::DELETED}}}};

/// An inventory whose registers are being added up.
struct Sum {
    OpenInventory known;
    InventorySums sums;
};
using SumsById = std::map<InventoryId, Sum>;

void add(const Quantities& quantities, std::int64_t Pool::* member, Sum& sum) {
    for (const auto& [type, quantity] : quantities) {
        const auto found = sum.known.inventory.types.find(type);
        if (found == sum.known.inventory.types.end()) continue;
        for (const auto& pool : found->second.pools) sum.sums.registered[pool].*member += quantity;
    }
}

void add(const Register& entry, Sum& sum) {
    add(entry.held, &Pool::held, sum);
    add(entry.sold, &Pool::sold, sum);
}

SumsById begin_sums(mongo::Database& database, const Document& filter) {
    SumsById all;
    for (const auto document :
         database.collection(inventories_collection).find(filter, {.projection = {{"pending", 0}}})) {
        Sum sum{.known = read_open_inventory(document), .sums = {}};
        const auto& inventory = sum.known.inventory;
        sum.sums = {.inventory_id = inventory.id, .v = inventory.v, .pools = inventory.pools, .registered = {}};
        for (const auto& [pool, room] : inventory.pools) sum.sums.registered.emplace(pool, Pool{});
        for (const auto& [booking_id, entry] : sum.known.open) add(entry, sum);
        all.emplace(inventory.id, std::move(sum));
    }
    return all;
}

/// A register that is open as well counts as it is there.
void add_written(mongo::Database& database, const Document& filter, SumsById& all) {
    for (const auto document : database.collection(allocations_collection).find(filter)) {
        const auto found = all.find(document.get<InventoryId>("inventory_id"));
        if (found == all.end()) continue;
        if (!found->second.known.open.contains(booking_in(document.get<std::string_view>("_id"))))
            add(read_register(document), found->second);
    }
}

std::vector<InventoryId> moved_since(mongo::Database& database, const Document& filter, const SumsById& all) {
    std::vector<InventoryId> moved;
    for (const auto document : database.collection(inventories_collection).find(filter, {.projection = {{"v", 1}}})) {
        const auto found = all.find(document.get<InventoryId>("_id"));
        if (found != all.end() && found->second.sums.v != document.get<std::int64_t>("v"))
            moved.push_back(found->first);
    }
    return moved;
}

SumsById sum_matching(mongo::Database& database, const Document& inventories, const Document& allocations,
                      std::vector<InventoryId>& moved) {
    auto all = begin_sums(database, inventories);
    add_written(database, allocations, all);
    moved = moved_since(database, inventories, all);
    for (const auto id : moved) all.erase(id);
    return all;
}

}  // namespace

std::vector<InventorySums> sum_all_inventories(mongo::Database& database) {
    std::vector<InventoryId> moved;
    auto all = sum_matching(database, not_deleted, {}, moved);
    std::vector<InventorySums> sums;
    for (auto& [id, sum] : all) sums.push_back(std::move(sum.sums));
    for (const auto id : moved)
        if (auto one = sum_inventory(database, id)) sums.push_back(std::move(*one));
    std::ranges::sort(sums, {}, &InventorySums::inventory_id);
    return sums;
}

std::optional<InventorySums> sum_inventory(mongo::Database& database, InventoryId id) {
    const Document inventory{{"_id", id}, {"state", Document{{"$ne", InventoryState::DELETED}}}};
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        std::vector<InventoryId> moved;
        auto found = sum_matching(database, inventory, Document{{"inventory_id", id}}, moved);
        if (!found.empty()) return std::move(found.begin()->second.sums);
        if (moved.empty()) return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace boxoffice::event
