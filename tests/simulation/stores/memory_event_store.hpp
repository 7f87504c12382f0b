#pragma once

#include "tests/simulation/process.hpp"
#include "tests/simulation/stores/event_table.hpp"

namespace boxoffice::simulation {

/// A process's way to the events.
class MemoryEventStore final : public event::EventStore {
public:
    using Event = event::Event;
    using EventId = event::EventId;
    using Inventory = event::Inventory;
    using InventoryId = event::InventoryId;

    MemoryEventStore(Process& process, EventTable& table) : process_(process), table_(table) {}

    Task<event::Created> create(Event event, std::optional<event::KeyedAnswer> keyed) override;
    Task<std::optional<event::EventRecord>> find(EventId id) override;
    Task<std::vector<event::EventRecord>> list(event::EventFilter filter) override;
    Task<std::expected<event::EventRecord, event::EditRefusal>> replace(Event event) override;
    Task<std::expected<std::shared_ptr<const Inventory>, event::EditRefusal>> remove(
        EventId id, std::optional<std::int64_t> edit) override;
    /// Reads a version, decides, and writes under its guard; again when another instance was faster.
    Task<event::RoundResult> apply_round(InventoryId id, std::vector<event::AllocationCommand> commands,
                                         Timestamp now) override;
    Task<std::shared_ptr<const Inventory>> find_inventory(InventoryId id) override;
    Task<std::optional<event::Register>> find_register(InventoryId id, Uuid booking_id) override;
    Task<std::vector<EventId>> closures_to_tell() override;
    Task<> closure_told(EventId id) override;
    Task<event::ImportResult> import(std::vector<event::ImportItem> items, Timestamp now) override;
    Task<std::vector<event::InventorySums>> sums() override;
    Task<std::optional<event::InventorySums>> sums_of(InventoryId id) override;

private:
    template <class Effect>
    auto ask(Effect effect) {
        return process_.ask(Place::event_store, std::move(effect));
    }

    Process& process_;
    EventTable& table_;
};

}  // namespace boxoffice::simulation
