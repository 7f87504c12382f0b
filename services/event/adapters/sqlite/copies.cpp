#include "services/event/adapters/sqlite/copies.hpp"

#include "services/event/adapters/sqlite/event_rows.hpp"
#include "services/event/adapters/sqlite/inventory_rows.hpp"

namespace boxoffice::event {

namespace {

constexpr const char* events_after =
    "SELECT id, import_identity, import_content, EXISTS (SELECT 1 FROM closure WHERE closure.event_id = event.id) "
    "FROM event WHERE id > ? ORDER BY id LIMIT ?";
constexpr const char* registers_after =
    "SELECT booking_id FROM allocation WHERE inventory_id = ? AND booking_id > ? ORDER BY booking_id LIMIT ?";

Digest digest_of(const std::vector<std::uint8_t>& bytes) {
    Digest digest{};
    std::ranges::copy(bytes, digest.begin());
    return digest;
}

}  // namespace

std::vector<EventCopy> read_copies(sqlite::Connection& connection, EventId after, std::size_t most) {
    std::vector<EventCopy> copies;
    for (auto rows = connection.query(events_after, after, most); rows.next();) {
        EventCopy copy;
        copy.inventory.event_id = EventId{rows.uuid(0)};
        if (!rows.is_null(1)) copy.mark = ImportMark{digest_of(rows.blob(1)), digest_of(rows.blob(2))};
        copy.is_closure_to_tell = rows.integer(3) != 0;
        copies.push_back(std::move(copy));
    }
    for (auto& copy : copies) {
        const auto id = copy.inventory.event_id;
        copy.inventory = load_inventory(connection, inventory_of(id)).value();
        if (auto record = find_record(connection, id)) copy.event = std::move(record->event);
    }
    return copies;
}

std::vector<RegisterCopy> read_register_copies(sqlite::Connection& connection, InventoryId id, const Uuid& after,
                                               std::size_t most) {
    std::vector<RegisterCopy> copies;
    for (auto rows = connection.query(registers_after, id, after, most); rows.next();)
        copies.push_back({.booking_id = rows.uuid(0), .entry = {}});
    for (auto& copy : copies) copy.entry = find_register_row(connection, id, copy.booking_id).value();
    return copies;
}

}  // namespace boxoffice::event
