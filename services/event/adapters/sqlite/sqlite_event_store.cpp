#include "services/event/adapters/sqlite/sqlite_event_store.hpp"

#include "platform/idempotency/sqlite_table.hpp"
#include "services/event/adapters/sqlite/copies.hpp"
#include "services/event/adapters/sqlite/event_rows.hpp"
#include "services/event/adapters/sqlite/inventory_rows.hpp"
#include "services/event/adapters/sqlite/schema.hpp"
#include "services/event/adapters/sqlite/sums.hpp"

namespace boxoffice::event {

namespace {

constexpr const char* note_closure = "INSERT INTO closure (event_id) VALUES (?) ON CONFLICT DO NOTHING";
constexpr const char* noted_closures = "SELECT event_id FROM closure ORDER BY number";
constexpr const char* drop_closure = "DELETE FROM closure WHERE event_id = ?";
constexpr const char* unlist = "UPDATE event SET listed = 0, import_identity = NULL WHERE id = ?";
constexpr const char* event_by_identity = "SELECT id, import_content FROM event WHERE import_identity = ?";
constexpr const char* set_content = "UPDATE event SET import_content = ?2 WHERE id = ?1";

Created create_in(sqlite::Connection& connection, const Event& event, const std::optional<KeyedAnswer>& keyed) {
    if (keyed) {
        auto found = IdempotencyTable::find(connection, keyed->key);
        if (found.use != KeyUse::fresh) return {found.use, std::move(found.answer)};
        IdempotencyTable::keep(connection, keyed->key, keyed->answer, event.created_at);
    }
    insert_event(connection, event, std::nullopt);
    return {};
}

/// Writes the edited event and inventory; `before` is what is stored.
std::expected<EventRecord, EditRefusal> replace_record(sqlite::Connection& connection, Rounds& rounds,
                                                       const EventRecord& before, const Event& event) {
    auto inventory = *before.inventory;
    if (!apply_edit(inventory, event)) return std::unexpected(EditRefusal::capacity_too_small);
    update_event(connection, event);
    update_inventory(connection, inventory);
    if (inventory.per_holder_max && !before.inventory->per_holder_max) index_holders(connection, inventory.id);
    rounds.forget(inventory.id);
    if (event.status == EventStatus::CANCELLED && before.event.status != EventStatus::CANCELLED)
        connection.run(note_closure, event.id);
    return EventRecord{event, std::make_shared<const Inventory>(std::move(inventory))};
}

std::expected<EventRecord, EditRefusal> replace_in(sqlite::Connection& connection, Rounds& rounds, const Event& event) {
    const auto before = find_record(connection, event.id);
    if (!before) return std::unexpected(EditRefusal::event_not_found);
    if (before->event.edit + 1 != event.edit) return std::unexpected(EditRefusal::stale);
    return replace_record(connection, rounds, *before, event);
}

std::expected<std::shared_ptr<const Inventory>, EditRefusal> remove_in(sqlite::Connection& connection, Rounds& rounds,
                                                                       EventId id, std::optional<std::int64_t> edit) {
    const auto record = find_record(connection, id);
    if (!record) return std::unexpected(EditRefusal::event_not_found);
    if (!record->inventory->is_empty()) return std::unexpected(EditRefusal::has_bookings);
    if (edit && *edit != record->event.edit) return std::unexpected(EditRefusal::stale);
    auto inventory = *record->inventory;
    inventory.state = InventoryState::DELETED;
    ++inventory.v;
    connection.run(unlist, id);
    update_inventory(connection, inventory);
    rounds.forget(inventory.id);
    return std::make_shared<const Inventory>(std::move(inventory));
}

struct Imported {
    EventId id;
    bool same = false;
};

std::optional<Imported> find_imported(sqlite::Connection& connection, const ImportItem& item) {
    auto rows = connection.query(event_by_identity, item.identity);
    if (!rows.next()) return std::nullopt;
    const auto content = rows.blob(1);
    return Imported{{rows.uuid(0)}, std::ranges::equal(content, item.content)};
}

EventRecord reimport(sqlite::Connection& connection, Rounds& rounds, EventId id, const ImportItem& item,
                     Timestamp now) {
    const auto before = find_record(connection, id);
    auto event = before.value().event;
    apply(item.draft, event.details);
    ++event.edit;
    event.updated_at = now;
    connection.run(set_content, id, item.content);
    return replace_record(connection, rounds, *before, event).value();
}

ImportResult import_in(sqlite::Connection& connection, Rounds& rounds, const std::vector<ImportItem>& items,
                       Timestamp now) {
    ImportResult result;
    for (const auto& item : items) {
        const auto known = find_imported(connection, item);
        if (!known) {
            insert_event(connection, item.event, ImportMark{item.identity, item.content});
            result.outcomes.push_back(ImportOutcome::created);
        } else if (known->same) {
            result.outcomes.push_back(ImportOutcome::unchanged);
        } else {
            result.changed.push_back(reimport(connection, rounds, known->id, item, now));
            result.outcomes.push_back(ImportOutcome::changed);
        }
    }
    return result;
}

}  // namespace

SqliteEventStore::SqliteEventStore(Loop& loop, const std::string& path) : store_(loop, path, migrations()) {}

Task<Created> SqliteEventStore::create(Event event, std::optional<KeyedAnswer> keyed) {
    co_return co_await store_.write(
        [event = std::move(event), keyed = std::move(keyed)](sqlite::Connection& connection) {
            return create_in(connection, event, keyed);
        });
}

Task<std::optional<EventRecord>> SqliteEventStore::find(EventId id) {
    co_return co_await store_.read([id](sqlite::Connection& connection) { return find_record(connection, id); });
}

Task<std::vector<EventRecord>> SqliteEventStore::list(EventFilter filter) {
    co_return co_await store_.read(
        [filter = std::move(filter)](sqlite::Connection& connection) { return list_records(connection, filter); });
}

Task<std::expected<EventRecord, EditRefusal>> SqliteEventStore::replace(Event event) {
    co_return co_await store_.write([this, event = std::move(event)](sqlite::Connection& connection) {
        return replace_in(connection, rounds_, event);
    });
}

Task<std::expected<std::shared_ptr<const Inventory>, EditRefusal>> SqliteEventStore::remove(
    EventId id, std::optional<std::int64_t> edit) {
    co_return co_await store_.write(
        [this, id, edit](sqlite::Connection& connection) { return remove_in(connection, rounds_, id, edit); });
}

Task<RoundResult> SqliteEventStore::apply_round(InventoryId id, std::vector<AllocationCommand> commands,
                                                Timestamp now) {
    co_return co_await store_.write([this, id, commands = std::move(commands), now](sqlite::Connection& connection) {
        return rounds_.apply(connection, id, commands, now);
    });
}

Task<std::shared_ptr<const Inventory>> SqliteEventStore::find_inventory(InventoryId id) {
    co_return co_await store_.read([id](sqlite::Connection& connection) {
        auto found = load_inventory(connection, id);
        return found ? std::make_shared<const Inventory>(std::move(*found)) : nullptr;
    });
}

Task<std::optional<Register>> SqliteEventStore::find_register(InventoryId id, Uuid booking_id) {
    co_return co_await store_.read(
        [id, booking_id](sqlite::Connection& connection) { return find_register_row(connection, id, booking_id); });
}

Task<std::vector<EventId>> SqliteEventStore::closures_to_tell() {
    co_return co_await store_.read([](sqlite::Connection& connection) {
        std::vector<EventId> ids;
        for (auto rows = connection.query(noted_closures); rows.next();) ids.push_back({rows.uuid(0)});
        return ids;
    });
}

Task<> SqliteEventStore::closure_told(EventId id) {
    co_await store_.write([id](sqlite::Connection& connection) { connection.run(drop_closure, id); });
}

Task<ImportResult> SqliteEventStore::import(std::vector<ImportItem> items, Timestamp now) {
    co_return co_await store_.write([this, items = std::move(items), now](sqlite::Connection& connection) {
        return import_in(connection, rounds_, items, now);
    });
}

Task<std::vector<InventorySums>> SqliteEventStore::sums() {
    co_return co_await store_.read([](sqlite::Connection& connection) { return sum_all(connection); });
}

Task<std::optional<InventorySums>> SqliteEventStore::sums_of(InventoryId id) {
    co_return co_await store_.read([id](sqlite::Connection& connection) { return sum_one(connection, id); });
}

Task<std::vector<EventCopy>> SqliteEventStore::copies_after(EventId after, std::size_t most) {
    co_return co_await store_.read(
        [after, most](sqlite::Connection& connection) { return read_copies(connection, after, most); });
}

Task<std::vector<RegisterCopy>> SqliteEventStore::registers_after(InventoryId id, Uuid after, std::size_t most) {
    co_return co_await store_.read([id, after, most](sqlite::Connection& connection) {
        return read_register_copies(connection, id, after, most);
    });
}

}  // namespace boxoffice::event
