#include "apps/boxoffice/migration/migration.hpp"

namespace boxoffice::migration {

namespace {

constexpr std::size_t registers_page = 500;

Task<> move_registers(event::SqliteEventStore& from, event::MongoEventStore& to, event::InventoryId id) {
    Uuid after{};
    for (;;) {
        auto copies = co_await from.registers_after(id, after, registers_page);
        if (copies.empty()) co_return;
        after = copies.back().booking_id;
        co_await to.adopt_registers(id, std::move(copies));
    }
}

Task<bool> has_arrived(const event::EventCopy& copy, event::MongoEventStore& to) {
    const auto inventory = co_await to.find_inventory(copy.inventory.id);
    if (!inventory || *inventory != copy.inventory) co_return false;
    const auto record = co_await to.find(copy.inventory.event_id);
    if (!copy.event) co_return !record;
    co_return record && record->event == *copy.event;
}

bool are_equal(const event::InventorySums& left, const event::InventorySums& right) {
    return left.inventory_id == right.inventory_id && left.v == right.v && left.pools == right.pools &&
           left.registered == right.registered;
}

}  // namespace

Task<Tally> move_events(event::SqliteEventStore& from, event::MongoEventStore& to) {
    Tally tally{.what = "events", .different = {}};
    event::EventId after;
    for (;;) {
        auto copies = co_await from.copies_after(after, page);
        if (copies.empty()) co_return tally;
        after = copies.back().inventory.event_id;
        for (const auto& copy : copies) co_await move_registers(from, to, copy.inventory.id);
        co_await to.adopt(copies);
        for (const auto& copy : copies) {
            ++tally.count;
            if (!co_await has_arrived(copy, to)) tally.different.push_back(copy.inventory.event_id.text());
        }
    }
}

Task<Tally> compare_inventories(event::SqliteEventStore& from, event::MongoEventStore& to) {
    Tally tally{.what = "inventories, with what each booking has of them", .different = {}};
    std::map<event::InventoryId, event::InventorySums> arrived;
    for (auto& sums : co_await to.sums()) arrived.emplace(sums.inventory_id, std::move(sums));
    for (const auto& sums : co_await from.sums()) {
        ++tally.count;
        const auto found = arrived.find(sums.inventory_id);
        if (found == arrived.end() || !are_equal(sums, found->second))
            tally.different.push_back(sums.inventory_id.text());
    }
    co_return tally;
}

}  // namespace boxoffice::migration
