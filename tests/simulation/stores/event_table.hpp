#pragma once

#include "services/event/ports/event_store.hpp"
#include "tests/simulation/mutation.hpp"

#include <map>

namespace boxoffice::simulation {

/// Hears of each write to an inventory.
class InventoryWatch {
public:
    virtual ~InventoryWatch() = default;
    virtual void written(const event::Inventory& inventory, const std::map<Uuid, event::Register>& registers) = 0;
};

/// The events and inventories of all instances, as one database holds them: each call is one atomic, durable step.
class EventTable {
public:
    using Event = event::Event;
    using EventId = event::EventId;
    using Inventory = event::Inventory;
    using InventoryId = event::InventoryId;
    using Register = event::Register;

    explicit EventTable(std::optional<Mutation> planted = {}) : planted_(planted) {}
    void watched_by(InventoryWatch& watch) { watch_ = &watch; }

    event::Created create(const Event& event, const std::optional<event::KeyedAnswer>& keyed);
    std::optional<event::EventRecord> find(EventId id) const;
    std::vector<event::EventRecord> list(const event::EventFilter& filter) const;
    std::expected<event::EventRecord, event::EditRefusal> replace(const Event& event);
    std::expected<std::shared_ptr<const Inventory>, event::EditRefusal> remove(EventId id,
                                                                               std::optional<std::int64_t> edit);
    std::shared_ptr<const Inventory> find_inventory(InventoryId id) const;
    std::optional<Register> find_register(InventoryId id, Uuid booking_id) const;

    /// An inventory and the registers that a round needs: those of its commands, all where a limit counts them.
    struct Snapshot {
        std::shared_ptr<const Inventory> inventory;
        std::map<Uuid, Register> registers;
    };
    Snapshot read(InventoryId id, const std::vector<event::AllocationCommand>& commands) const;
    /// What a round has decided on a snapshot. False, and nothing is written, when the inventory is another version.
    bool write(std::int64_t v, std::shared_ptr<const Inventory> next, const std::map<Uuid, Register>& changed);

    std::vector<EventId> closures_to_tell() const { return to_tell_; }
    void closure_told(EventId id) { std::erase(to_tell_, id); }
    /// Ends every hold that was there a round before, as nobody but the booking service may.
    void end_old_holds();
    event::ImportResult import(const std::vector<event::ImportItem>& items, Timestamp now);
    std::vector<event::InventorySums> sums() const;
    std::optional<event::InventorySums> sums_of(InventoryId id) const;

    template <class Visit>
    void each(Visit visit) const {
        for (const auto& [id, row] : rows_) visit(*row.inventory, row.registers);
    }
    bool left_out(Mutation mutation) const { return planted_ == mutation; }

private:
    struct Row {
        Event event;
        std::shared_ptr<const Inventory> inventory;
        std::map<Uuid, Register> registers;
        bool removed = false;
        std::optional<Digest> identity = {};
        Digest content{};
    };
    struct KeyRow {
        Digest fingerprint;
        KeptAnswer answer;
    };

    Row* row_of(EventId id);
    Row* row_of(InventoryId id) { return row_of(EventId{id.value}); }
    const Row* row_of(EventId id) const { return const_cast<EventTable*>(this)->row_of(id); }
    const Row* row_of(InventoryId id) const { return row_of(EventId{id.value}); }
    Row* imported(const Digest& identity);
    void written(const Row& row);
    event::EventRecord record_of(const Row& row) const { return {row.event, row.inventory}; }

    std::optional<Mutation> planted_;
    InventoryWatch* watch_ = nullptr;
    std::map<EventId, Row> rows_;
    std::map<Digest, KeyRow> keys_;
    std::vector<EventId> to_tell_;
    std::map<Uuid, std::int64_t> holds_seen_;  ///< number by booking
};

}  // namespace boxoffice::simulation
