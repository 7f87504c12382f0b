#include "services/event/adapters/sqlite/rounds.hpp"

#include "platform/guards/guards.hpp"
#include "services/event/adapters/sqlite/inventory_rows.hpp"

namespace boxoffice::event {

namespace {

constexpr std::size_t remembered_max = 8192;

AllocationRefused refused(AllocationRefusal reason, std::optional<Register> current) {
    if (reason != AllocationRefusal::superseded) current.reset();
    return {reason, std::move(current)};
}

using RoundOutcome = std::expected<Register, AllocationRefused>;

/// Sets `changed` when it wrote.
RoundOutcome decide_and_write(sqlite::Connection& connection, Inventory& inventory, const AllocationCommand& command,
                              Timestamp now, bool& changed) {
    auto current = find_register_row(connection, inventory.id, command.booking_id);
    const auto others =
        inventory.per_holder_max ? tickets_of_holder(connection, inventory.id, command.holder, command.booking_id) : 0;
    auto decision = decide(inventory, current ? &*current : nullptr, others, command, now);
    if (!decision) return std::unexpected(refused(decision.error(), std::move(current)));
    if (!current || current->n != decision->n) {
        write_register(connection, inventory, command.booking_id, *decision, !current);
        changed = true;
    }
    return std::move(*decision);
}

RoundResult apply_without_inventory(std::span<const AllocationCommand> commands) {
    RoundResult result;
    for (const auto& command : commands) {
        auto decision = decide_without_inventory(command);
        result.outcomes.push_back(decision ? RoundOutcome(std::move(*decision))
                                           : std::unexpected(refused(decision.error(), std::nullopt)));
    }
    return result;
}

}  // namespace

RoundResult Rounds::apply(sqlite::Connection& connection, InventoryId id, std::span<const AllocationCommand> commands,
                          Timestamp now) {
    auto inventory = take(connection, id);
    if (!inventory) return apply_without_inventory(commands);
    RoundResult result;
    result.outcomes.reserve(commands.size());
    const auto pools_before = inventory->pools;
    bool changed = false;
    for (const auto& command : commands)
        result.outcomes.push_back(decide_and_write(connection, *inventory, command, now, changed));
    if (changed) {
        ++inventory->v;
        update_pools(connection, *inventory, pools_before);
    }
    result.inventory = std::make_shared<const Inventory>(*inventory);
    remember(std::move(*inventory));
    return result;
}

// Taken out while a round changes it: if the round throws, what it half changed is gone.
std::optional<Inventory> Rounds::take(sqlite::Connection& connection, InventoryId id) {
    auto node = remembered_.extract(id);
    if (left_out(Guard::inventory_version)) {
        connection.execute("PRAGMA ignore_check_constraints = ON");
        if (!node.empty()) return std::move(node.mapped());
    }
    if (!node.empty() && version_of(connection, id) == node.mapped().v) return std::move(node.mapped());
    return load_inventory(connection, id);
}

void Rounds::forget(InventoryId id) {
    if (!left_out(Guard::inventory_version)) remembered_.erase(id);
}

void Rounds::remember(Inventory inventory) {
    if (remembered_.size() >= remembered_max) remembered_.clear();
    const auto id = inventory.id;
    remembered_.insert_or_assign(id, std::move(inventory));
}

}  // namespace boxoffice::event
