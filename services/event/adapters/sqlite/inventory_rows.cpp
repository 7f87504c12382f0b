#include "services/event/adapters/sqlite/inventory_rows.hpp"

#include "platform/json/read.hpp"
#include "platform/json/write.hpp"
#include "services/event/adapters/sqlite/amounts.hpp"

#include <cassert>

namespace boxoffice::event {

namespace {

/// A row for each pair of a pool and a type: there are few of both, and one statement is quicker than three.
constexpr const char* inventory_by_id =
    "SELECT i.v, i.state, i.per_holder_max, p.pool_id, p.capacity, p.held, p.sold, t.type_id, t.price, t.currency, "
    "t.pools FROM inventory i JOIN pool p ON p.inventory_id = i.id JOIN ticket_type t ON t.inventory_id = i.id "
    "WHERE i.id = ?";
constexpr const char* snapshot_by_inventory =
    "SELECT e.id, e.tenant, e.organizer_id, e.edit, e.name, e.starts_at, e.ends_at, e.time_zone, e.all_day, e.venue, "
    "e.city, e.country FROM inventory i JOIN event e ON e.id = i.event_id WHERE i.id = ?";
constexpr const char* version_by_id = "SELECT v FROM inventory WHERE id = ?";
constexpr const char* insert_inventory_row =
    "INSERT INTO inventory (id, event_id, v, state, per_holder_max) VALUES (?, ?, ?, ?, ?)";
constexpr const char* update_inventory_row =
    "UPDATE inventory SET v = ?2, state = ?3, per_holder_max = ?4 WHERE id = ?1";
constexpr const char* update_version = "UPDATE inventory SET v = ?2 WHERE id = ?1";
constexpr const char* write_pool =
    "INSERT INTO pool (inventory_id, pool_id, capacity, held, sold) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET capacity = excluded.capacity, held = excluded.held, sold = excluded.sold";
constexpr const char* update_pool = "UPDATE pool SET held = ?3, sold = ?4 WHERE inventory_id = ?1 AND pool_id = ?2";
constexpr const char* write_type =
    "INSERT INTO ticket_type (inventory_id, type_id, price, currency, pools) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET price = excluded.price, currency = excluded.currency, pools = excluded.pools";
constexpr const char* register_by_booking =
    "SELECT n, held, sold, unit_price, holder FROM allocation WHERE inventory_id = ? AND booking_id = ?";
constexpr const char* insert_register =
    "INSERT INTO allocation (inventory_id, booking_id, n, held, sold, unit_price, holder, tickets, limited) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* update_register =
    "UPDATE allocation SET n = ?3, held = ?4, sold = ?5, unit_price = ?6, holder = ?7, tickets = ?8, limited = ?9 "
    "WHERE inventory_id = ?1 AND booking_id = ?2";
constexpr const char* tickets_by_holder =
    "SELECT coalesce(sum(tickets), 0) FROM allocation INDEXED BY allocation_holder "
    "WHERE limited = 1 AND inventory_id = ? AND holder = ? AND booking_id <> ?";
constexpr const char* mark_limited = "UPDATE allocation SET limited = 1 WHERE inventory_id = ? AND limited = 0";

/// Version, state, limit, pools and types.
void read_inventory(sqlite::Connection& connection, Inventory& inventory) {
    inventory.pools.clear();
    inventory.types.clear();
    auto rows = connection.query(inventory_by_id, inventory.id);
    while (rows.next()) {
        inventory.v = rows.integer(0);
        inventory.state = static_cast<InventoryState>(rows.integer(1));
        inventory.per_holder_max = rows.optional_integer(2);
        inventory.pools.insert_or_assign(
            rows.text(3), Pool{.capacity = rows.integer(4), .held = rows.integer(5), .sold = rows.integer(6)});
        inventory.types.insert_or_assign(rows.text(7),
                                         TicketType{.price = rows.integer(8),
                                                    .currency = rows.text(9),
                                                    .pools = json::read_stored<std::vector<PoolId>>(rows.text(10))});
    }
    assert(!inventory.pools.empty());
}

void write_pools_and_types(sqlite::Connection& connection, const Inventory& inventory) {
    for (const auto& [id, pool] : inventory.pools)
        connection.run(write_pool, inventory.id, id, pool.capacity, pool.held, pool.sold);
    for (const auto& [id, type] : inventory.types)
        connection.run(write_type, inventory.id, id, type.price, type.currency, json::write(type.pools));
}

}  // namespace

Inventory complete_inventory(sqlite::Connection& connection, const Event& event) {
    auto inventory = new_inventory(event);
    read_inventory(connection, inventory);
    return inventory;
}

std::optional<Inventory> load_inventory(sqlite::Connection& connection, InventoryId id) {
    Inventory inventory;
    inventory.id = id;
    {
        auto rows = connection.query(snapshot_by_inventory, id);
        if (!rows.next()) return std::nullopt;
        inventory.event_id = {rows.uuid(0)};
        inventory.tenant = rows.text(1);
        inventory.organizer_id = {rows.uuid(2)};
        inventory.edit = rows.integer(3);
        inventory.event = {.name = rows.text(4),
                           .starts_at = rows.time(5),
                           .ends_at = rows.optional_time(6),
                           .time_zone = rows.text(7),
                           .all_day = rows.integer(8) != 0,
                           .venue = rows.optional_text(9),
                           .city = rows.optional_text(10),
                           .country = rows.optional_text(11)};
    }
    read_inventory(connection, inventory);
    return inventory;
}

std::optional<std::int64_t> version_of(sqlite::Connection& connection, InventoryId id) {
    auto rows = connection.query(version_by_id, id);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

void insert_inventory(sqlite::Connection& connection, const Inventory& inventory) {
    connection.run(insert_inventory_row, inventory.id, inventory.event_id, inventory.v,
                   static_cast<int>(inventory.state), inventory.per_holder_max);
    write_pools_and_types(connection, inventory);
}

void update_inventory(sqlite::Connection& connection, const Inventory& inventory) {
    connection.run(update_inventory_row, inventory.id, inventory.v, static_cast<int>(inventory.state),
                   inventory.per_holder_max);
    write_pools_and_types(connection, inventory);
}

void update_pools(sqlite::Connection& connection, const Inventory& inventory, const std::map<PoolId, Pool>& before) {
    connection.run(update_version, inventory.id, inventory.v);
    for (const auto& [id, pool] : inventory.pools)
        if (before.at(id) != pool) connection.run(update_pool, inventory.id, id, pool.held, pool.sold);
}

std::optional<Register> find_register_row(sqlite::Connection& connection, InventoryId id, const Uuid& booking_id) {
    auto rows = connection.query(register_by_booking, id, booking_id);
    if (!rows.next()) return std::nullopt;
    return Register{.n = rows.integer(0),
                    .held = read_amounts(rows.text(1)),
                    .sold = read_amounts(rows.text(2)),
                    .holder = rows.text(4),
                    .unit_price = read_amounts(rows.text(3))};
}

void write_register(sqlite::Connection& connection, const Inventory& inventory, const Uuid& booking_id,
                    const Register& entry, bool is_new) {
    connection.run(is_new ? insert_register : update_register, inventory.id, booking_id, entry.n,
                   write_amounts(entry.held), write_amounts(entry.sold), write_amounts(entry.unit_price), entry.holder,
                   entry.tickets(), inventory.per_holder_max.has_value());
}

void index_holders(sqlite::Connection& connection, InventoryId id) { connection.run(mark_limited, id); }

std::int64_t tickets_of_holder(sqlite::Connection& connection, InventoryId id, const std::string& holder,
                               const Uuid& but_for) {
    auto rows = connection.query(tickets_by_holder, id, holder, but_for);
    rows.next();
    return rows.integer(0);
}

}  // namespace boxoffice::event
