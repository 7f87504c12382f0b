#include "services/event/adapters/mongo/mongo_event_store.hpp"

#include "services/event/adapters/mongo/adoption.hpp"
#include "services/event/adapters/mongo/allocations.hpp"
#include "services/event/adapters/mongo/collections.hpp"
#include "services/event/adapters/mongo/creation.hpp"
#include "services/event/adapters/mongo/mongo_sums.hpp"
#include "services/event/adapters/mongo/texts.hpp"

namespace boxoffice::event {

namespace {

using mongo::Document;

std::shared_ptr<const Inventory> find_inventory_document(mongo::Database& database, InventoryId id) {
    const auto found = database.collection(inventories_collection)
                           .find_one(Document{{"_id", id}}, {.projection = {{"open", 0}, {"pending", 0}}});
    return found ? std::make_shared<const Inventory>(read_inventory(*found)) : nullptr;
}

std::vector<EventId> find_closures(mongo::Database& database) {
    std::vector<EventId> ids;
    // That it exists follows, but the partial index is used only by those who say so.
    const Document to_tell{{"todo", Document{{"$exists", true}, {"$eq", "tell_booking"}}}};
    for (const auto inventory :
         database.collection(inventories_collection)
             .find(to_tell, {.sort = {{"cancelled_at", 1}, {"_id", 1}}, .projection = {{"event_id", 1}}}))
        ids.push_back(inventory.get<EventId>("event_id"));
    return ids;
}

}  // namespace

MongoEventStore::MongoEventStore(Loop& loop, mongo::Client& client)
    : loop_(loop), client_(client), turns_(loop), rounds_(loop, client, turns_) {}

Task<> MongoEventStore::prepare() {
    co_await client_.run([](mongo::Database& database) {
        prepare_collections(database);
        write_all_pending_texts(database);
    });
}

Task<Created> MongoEventStore::create(Event event, std::optional<KeyedAnswer> keyed) {
    co_return co_await client_.run([event = std::move(event), keyed = std::move(keyed)](mongo::Database& database) {
        return create_event(database, event, keyed);
    });
}

Task<std::optional<EventRecord>> MongoEventStore::find(EventId id) {
    co_return co_await client_.run([id](mongo::Database& database) { return find_event_record(database, id); });
}

Task<std::vector<EventRecord>> MongoEventStore::list(EventFilter filter) {
    co_return co_await client_.run(
        [filter = std::move(filter)](mongo::Database& database) { return list_event_records(database, filter); });
}

/// Tries until nobody else came in between.
template <class Attempt>
auto MongoEventStore::edit(InventoryId id, Attempt attempt)
    -> Task<typename std::invoke_result_t<Attempt&, mongo::Database&>::value_type> {
    const auto turn = co_await turns_.take(id);
    turn.lane()->known = nullptr;
    Contender contender(loop_, client_, id);
    for (;;) {
        co_await contender.ready();
        auto result = co_await client_.run(attempt);
        if (result) co_return std::move(*result);
    }
}

Task<std::expected<EventRecord, EditRefusal>> MongoEventStore::replace(Event event) {
    const auto id = inventory_of(event.id);
    co_return co_await edit(
        id, [event = std::move(event)](mongo::Database& database) { return attempt_replace(database, event); });
}

Task<std::expected<std::shared_ptr<const Inventory>, EditRefusal>> MongoEventStore::remove(
    EventId id, std::optional<std::int64_t> guard) {
    co_return co_await edit(inventory_of(id),
                            [id, guard](mongo::Database& database) { return attempt_remove(database, id, guard); });
}

Task<RoundResult> MongoEventStore::apply_round(InventoryId id, std::vector<AllocationCommand> commands, Timestamp now) {
    return rounds_.apply(id, std::move(commands), now);
}

Task<std::shared_ptr<const Inventory>> MongoEventStore::find_inventory(InventoryId id) {
    co_return co_await client_.run([id](mongo::Database& database) { return find_inventory_document(database, id); });
}

Task<std::optional<Register>> MongoEventStore::find_register(InventoryId id, Uuid booking_id) {
    co_return co_await client_.run(
        [id, booking_id](mongo::Database& database) { return find_register_document(database, id, booking_id); });
}

Task<std::vector<EventId>> MongoEventStore::closures_to_tell() { co_return co_await client_.run(find_closures); }

Task<> MongoEventStore::closure_told(EventId id) {
    co_await client_.run([id](mongo::Database& database) {
        database.collection(inventories_collection)
            .update_one(Document{{"_id", id}}, Document{{"$unset", Document{{"todo", true}}}});
    });
}

Task<ImportResult> MongoEventStore::import(std::vector<ImportItem> items, Timestamp now) {
    ImportResult result;
    result.outcomes.resize(items.size());
    for (const auto& places : import_parts(items)) {
        const auto part = std::make_shared<std::vector<ImportItem>>();
        for (const auto place : places) part->push_back(std::move(items[place]));
        const auto imported =
            co_await client_.run([part](mongo::Database& database) { return create_imported(database, *part); });
        const auto changes = std::make_shared<std::vector<ImportChange>>();
        for (std::size_t i = 0; i < places.size(); ++i) {
            result.outcomes[places[i]] = imported[i].outcome;
            if (imported[i].outcome == ImportOutcome::changed) changes->push_back({(*part)[i], imported[i].event_id});
        }
        if (changes->empty()) continue;
        for (auto& record : co_await change(changes, now)) result.changed.push_back(std::move(record));
    }
    co_return result;
}

Task<std::vector<EventRecord>> MongoEventStore::change(std::shared_ptr<const std::vector<ImportChange>> changes,
                                                       Timestamp now) {
    auto together = co_await client_.run(
        [changes, now](mongo::Database& database) { return attempt_reimports(database, *changes, now); });
    if (together) co_return std::move(*together);
    std::vector<EventRecord> records;
    for (const auto& change : *changes) {
        auto record = co_await edit(inventory_of(change.event_id), [change, now](mongo::Database& database) {
            return attempt_reimport(database, change, now);
        });
        // Removed since it was looked up; the same import, given again, makes it a new event.
        if (!record) throw std::runtime_error("event " + change.event_id.text() + " was removed while it was imported");
        records.push_back(std::move(*record));
    }
    co_return records;
}

Task<std::vector<InventorySums>> MongoEventStore::sums() { co_return co_await client_.run(sum_all_inventories); }

Task<std::optional<InventorySums>> MongoEventStore::sums_of(InventoryId id) {
    co_return co_await client_.run([id](mongo::Database& database) { return sum_inventory(database, id); });
}

Task<> MongoEventStore::adopt_registers(InventoryId id, std::vector<RegisterCopy> copies) {
    return client_.run([id, copies = std::move(copies)](mongo::Database& database) {
        Registers registers;
        for (const auto& [booking_id, entry] : copies) registers.emplace(booking_id, entry);
        write_out(database, id, registers);
    });
}

Task<> MongoEventStore::adopt(std::vector<EventCopy> copies) {
    return client_.run([copies = std::move(copies)](mongo::Database& database) { adopt_events(database, copies); });
}

}  // namespace boxoffice::event
