#pragma once

#include "platform/sqlite/store.hpp"
#include "services/event/adapters/sqlite/rounds.hpp"
#include "services/event/ports/event_copy.hpp"
#include "services/event/ports/event_store.hpp"

namespace boxoffice::event {

/// Events and inventories in one SQLite file. All calls share the file's group commit. Only one process may have the
/// file open.
class SqliteEventStore final : public EventStore {
public:
    /// Opens or makes the file; throws std::runtime_error when it is newer than this program, or cannot be opened.
    SqliteEventStore(Loop& loop, const std::string& path);

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
    Task<ImportResult> import(std::vector<ImportItem> items, Timestamp now) override;
    Task<std::vector<InventorySums>> sums() override;
    Task<std::optional<InventorySums>> sums_of(InventoryId id) override;

    /// For moving to another store: events by id, deleted ones too, and an inventory's registers by booking.
    Task<std::vector<EventCopy>> copies_after(EventId after, std::size_t most);
    Task<std::vector<RegisterCopy>> registers_after(InventoryId id, Uuid after, std::size_t most);

private:
    Rounds rounds_;        // touched by the writing thread alone
    sqlite::Store store_;  // the last member: its threads end before the rest goes
};

}  // namespace boxoffice::event
