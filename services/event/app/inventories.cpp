#include "services/event/app/inventories.hpp"

#include "platform/problem/unavailable.hpp"

namespace boxoffice::event {

Inventories::Inventories(EventStore& store, Clock& clock, TaskScope& scope, Metrics& metrics, Limits limits)
    : store_(store),
      clock_(clock),
      scope_(scope),
      limits_(limits),
      rounds_(metrics.counter("boxoffice_inventory_rounds_total", "Rounds of commands written to inventories.")),
      commands_(metrics.counter("boxoffice_inventory_commands_total", "Commands of bookings to inventories.")),
      latest_(limits.remembered) {}

Task<std::expected<AllocationAnswer, AllocationRefused>> Inventories::apply(Context, InventoryId id,
                                                                            AllocationCommand command) {
    co_return co_await lane(id).call(std::move(command));
}

Task<std::shared_ptr<const Inventory>> Inventories::look(InventoryId id) {
    if (auto known = recall(id)) co_return known;
    co_return co_await read(id);
}

Task<std::shared_ptr<const Inventory>> Inventories::read(InventoryId id) {
    const auto found = co_await store_.find_inventory(id);
    if (found == nullptr) co_return nullptr;
    publish(found);
    co_return latest_.find(id)->inventory;
}

Task<> Inventories::follow() {
    while (limits_.fresh_for) {
        co_await clock_.sleep(*limits_.fresh_for);
        co_await refresh_watched();
    }
}

Task<> Inventories::refresh_watched() {
    std::vector<InventoryId> watched;
    for (const auto& [id, watch] : watches_)
        if (!watch.expired()) watched.push_back(id);
    for (const auto& id : watched) {
        try {
            co_await look(id);
        } catch (const Unavailable&) {
            co_return;  // the streams go on when the store does
        }
    }
}

std::shared_ptr<const Inventory> Inventories::recall(InventoryId id) {
    const auto* known = latest_.find(id);
    if (known == nullptr) return nullptr;
    const bool fresh = !limits_.fresh_for || clock_.steady_now() < known->seen_at + *limits_.fresh_for;
    return fresh ? known->inventory : nullptr;
}

Task<std::shared_ptr<Watch>> Inventories::watch(InventoryId id) {
    const auto inventory = co_await look(id);
    if (inventory == nullptr || inventory->state == InventoryState::DELETED) co_return nullptr;
    auto& place = watches_[id];
    auto watch = place.lock();
    if (watch == nullptr) {
        watch = std::make_shared<Watch>(scope_, clock_, inventory, limits_.quiet);
        place = watch;
        std::erase_if(watches_, [](const auto& entry) { return entry.second.expired(); });
    }
    co_return watch;
}

void Inventories::publish(const std::shared_ptr<const Inventory>& inventory) {
    const auto* known = latest_.find(inventory->id);
    if (known == nullptr || known->inventory->v <= inventory->v)
        latest_.put(inventory->id, {inventory, clock_.steady_now()});
    if (watches_.empty()) return;
    const auto found = watches_.find(inventory->id);
    if (found == watches_.end()) return;
    if (const auto watch = found->second.lock()) watch->update(inventory);
}

Inventories::Lane& Inventories::lane(InventoryId id) {
    if (const auto found = lanes_.find(id); found != lanes_.end()) return *found->second;
    if (lanes_.size() >= limits_.lanes) std::erase_if(lanes_, [](const auto& entry) { return entry.second->idle(); });
    auto run = [this, id](std::vector<AllocationCommand> commands) { return run_round(id, std::move(commands)); };
    return *lanes_
                .emplace(id, std::make_unique<Lane>(scope_, limits_.commands_a_round, std::move(run), limits_.patience))
                .first->second;
}

Task<std::vector<Inventories::Outcome>> Inventories::run_round(InventoryId id,
                                                               std::vector<AllocationCommand> commands) {
    rounds_.increment();
    commands_.increment(static_cast<double>(commands.size()));
    auto result = co_await store_.apply_round(id, std::move(commands), clock_.now());
    if (result.inventory != nullptr) publish(result.inventory);
    std::vector<Outcome> outcomes;
    outcomes.reserve(result.outcomes.size());
    for (auto& outcome : result.outcomes) {
        if (outcome)
            outcomes.push_back(AllocationAnswer{std::move(*outcome), result.inventory});
        else
            outcomes.push_back(std::unexpected(std::move(outcome.error())));
    }
    co_return outcomes;
}

}  // namespace boxoffice::event
