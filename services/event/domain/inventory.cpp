#include "services/event/domain/inventory.hpp"

#include <algorithm>
#include <cassert>

namespace boxoffice::event {

namespace {

struct PoolChange {
    std::int64_t held = 0;
    std::int64_t sold = 0;
    std::int64_t total() const { return held + sold; }
};
using PoolChanges = std::map<PoolId, PoolChange>;

std::int64_t sum(const Quantities& quantities) {
    std::int64_t total = 0;
    for (const auto& [type, quantity] : quantities) total += quantity;
    return total;
}

std::int64_t of(const Quantities& quantities, const TypeId& type) {
    const auto found = quantities.find(type);
    return found == quantities.end() ? 0 : found->second;
}

Quantities without_zeros(const Quantities& quantities) {
    Quantities result;
    for (const auto& [type, quantity] : quantities) {
        assert(quantity >= 0);
        if (quantity > 0) result.emplace_hint(result.end(), type, quantity);
    }
    return result;
}

bool add_changes(const Inventory& inventory, const Quantities& quantities, std::int64_t PoolChange::* member,
                 std::int64_t sign, PoolChanges& changes) {
    for (const auto& [type, quantity] : quantities) {
        const auto found = inventory.types.find(type);
        if (found == inventory.types.end()) return false;
        for (const auto& pool : found->second.pools) changes[pool].*member += sign * quantity;
    }
    return true;
}

/// Nothing when the command names a type that the inventory does not have.
std::optional<PoolChanges> changes_of(const Inventory& inventory, const Register& before, const Register& after) {
    PoolChanges changes;
    const bool known = add_changes(inventory, after.held, &PoolChange::held, 1, changes) &&
                       add_changes(inventory, after.sold, &PoolChange::sold, 1, changes) &&
                       add_changes(inventory, before.held, &PoolChange::held, -1, changes) &&
                       add_changes(inventory, before.sold, &PoolChange::sold, -1, changes);
    return known ? std::optional(std::move(changes)) : std::nullopt;
}

std::optional<AllocationRefusal> refuse_by_state(const Inventory& inventory, Timestamp now) {
    switch (inventory.state) {
        case InventoryState::DELETED: return AllocationRefusal::inventory_not_found;
        case InventoryState::CANCELLED: return AllocationRefusal::event_cancelled;
        case InventoryState::SUSPENDED: return AllocationRefusal::sales_suspended;
        case InventoryState::CLOSED: return AllocationRefusal::sales_closed;
        case InventoryState::OPEN: break;
    }
    if (inventory.event.starts_at <= now) return AllocationRefusal::sales_closed;
    return std::nullopt;
}

bool has_room(const Inventory& inventory, const PoolChanges& changes) {
    return std::ranges::all_of(changes, [&](const auto& change) {
        const auto pool = inventory.pools.find(change.first);
        const auto growth = change.second.total();
        return growth <= 0 || (pool != inventory.pools.end() && growth <= pool->second.available());
    });
}

std::optional<AllocationRefusal> refuse_growth(const Inventory& inventory, const PoolChanges& changes,
                                               std::int64_t held_by_others, const Register& wanted, Timestamp now) {
    if (auto refusal = refuse_by_state(inventory, now)) return refusal;
    if (inventory.per_holder_max && held_by_others + wanted.tickets() > *inventory.per_holder_max)
        return AllocationRefusal::limit_reached;
    if (!has_room(inventory, changes)) return AllocationRefusal::sold_out;
    return std::nullopt;
}

void set_prices(const Inventory& inventory, const Register& before, Register& after) {
    const auto price = [&](const TypeId& type) {
        const auto known = before.unit_price.find(type);
        const bool grown = of(after.held, type) + of(after.sold, type) > of(before.held, type) + of(before.sold, type);
        return grown || known == before.unit_price.end() ? inventory.types.at(type).price : known->second;
    };
    for (const auto* quantities : {&after.held, &after.sold})
        for (const auto& [type, quantity] : *quantities) after.unit_price.emplace(type, price(type));
}

Register wanted_register(const AllocationCommand& command) {
    return {.n = command.n,
            .held = without_zeros(command.held),
            .sold = without_zeros(command.sold),
            .holder = command.holder,
            .unit_price = {}};
}

}  // namespace

const Pool& Inventory::room() const { return pools.at(PoolId(whole_room)); }

bool Inventory::is_empty() const {
    return std::ranges::all_of(pools, [](const auto& pool) { return pool.second.held + pool.second.sold == 0; });
}

std::int64_t Register::tickets() const { return sum(held) + sum(sold); }

bool AllocationCommand::is_release() const { return tickets() == 0; }

std::int64_t AllocationCommand::tickets() const { return sum(held) + sum(sold); }

std::expected<Register, AllocationRefusal> decide(Inventory& inventory, const Register* current,
                                                  std::int64_t held_by_others, const AllocationCommand& command,
                                                  Timestamp now) {
    if (current != nullptr && command.n == current->n) return *current;
    if (current != nullptr && command.n < current->n) return std::unexpected(AllocationRefusal::superseded);
    static const Register nothing;
    const auto& before = current != nullptr ? *current : nothing;
    auto after = wanted_register(command);
    const auto changes = changes_of(inventory, before, after);
    if (!changes) return std::unexpected(refuse_by_state(inventory, now).value_or(AllocationRefusal::sold_out));
    const bool grows = std::ranges::any_of(*changes, [](const auto& change) { return change.second.total() > 0; });
    if (grows)
        if (const auto refusal = refuse_growth(inventory, *changes, held_by_others, after, now))
            return std::unexpected(*refusal);
    for (const auto& [id, change] : *changes) {
        auto& pool = inventory.pools.at(id);
        pool.held += change.held;
        pool.sold += change.sold;
        assert(pool.held >= 0 && pool.sold >= 0);
    }
    set_prices(inventory, before, after);
    return after;
}

std::expected<Register, AllocationRefusal> decide_without_inventory(const AllocationCommand& command) {
    if (command.is_release()) return wanted_register(command);
    return std::unexpected(AllocationRefusal::inventory_not_found);
}

}  // namespace boxoffice::event
