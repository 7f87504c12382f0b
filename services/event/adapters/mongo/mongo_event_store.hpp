#pragma once

#include "services/event/adapters/mongo/imports.hpp"
#include "services/event/adapters/mongo/rounds.hpp"
#include "services/event/ports/event_copy.hpp"
#include "services/event/ports/event_store.hpp"

namespace boxoffice::event {

/// Events and inventories in MongoDB, for any number of instances at once. Only the atomicity of a single document is
/// relied on: an inventory is written guarded on its version, and what follows from the write stands in it until it is
/// done, so that a writer's death loses nothing.
/// While the engine is away, calls throw Unavailable.
class MongoEventStore : public EventStore {
public:
    /// `client` must outlive the store. Nothing is read or written before `prepare`.
    MongoEventStore(Loop& loop, mongo::Client& client);

    /// Makes collections and indexes, and carries out what an instance that died had begun. Any number of instances may
    /// do it at once, and again. Throws Unavailable when the engine does not answer; std::runtime_error when the
    /// collections were written by a newer program.
    Task<> prepare();

    Task<Created> create(Event event, std::optional<KeyedAnswer> keyed) override;
    Task<std::optional<EventRecord>> find(EventId id) override;
    Task<std::vector<EventRecord>> list(EventFilter filter) override;
    Task<std::expected<EventRecord, EditRefusal>> replace(Event event) override;
    Task<std::expected<std::shared_ptr<const Inventory>, EditRefusal>> remove(
        EventId id, std::optional<std::int64_t> edit) override;
    Task<RoundResult> apply_round(InventoryId id, std::vector<AllocationCommand> commands, Timestamp now) override;
    Task<std::shared_ptr<const Inventory>> find_inventory(InventoryId id) override;
    Task<std::optional<Register>> find_register(InventoryId id, Uuid booking_id) override;
    Task<std::vector<EventId>> closures_to_tell() override;
    Task<> closure_told(EventId id) override;
    /// Not all or nothing: what is done stays when a fault ends it, and the same import goes on from there.
    Task<ImportResult> import(std::vector<ImportItem> items, Timestamp now) override;
    Task<std::vector<InventorySums>> sums() override;
    Task<std::optional<InventorySums>> sums_of(InventoryId id) override;

    /// Takes over what another store had, as it was; what is here already stays. An inventory's registers go before its
    /// event, which from then on may be sold.
    Task<> adopt_registers(InventoryId id, std::vector<RegisterCopy> copies);
    Task<> adopt(std::vector<EventCopy> copies);

private:
    template <class Attempt>
    auto edit(InventoryId id, Attempt attempt)
        -> Task<typename std::invoke_result_t<Attempt&, mongo::Database&>::value_type>;
    Task<std::vector<EventRecord>> change(std::shared_ptr<const std::vector<ImportChange>> changes, Timestamp now);

    Loop& loop_;
    mongo::Client& client_;
    Turns turns_;
    InventoryRounds rounds_;
};

}  // namespace boxoffice::event
