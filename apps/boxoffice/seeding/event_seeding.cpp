#include "apps/boxoffice/seeding/bulk_writer.hpp"
#include "services/event/adapters/sqlite/event_rows.hpp"
#include "services/event/adapters/sqlite/inventory_rows.hpp"

namespace boxoffice::seeding {

namespace {

/// The number of the sell that belongs to a second revision.
constexpr std::int64_t sold_at = 21;

std::vector<std::int64_t> sold_by_event(const SampleSales& sales) {
    std::vector<std::int64_t> sold(static_cast<std::size_t>(sales.events()));
    for (std::int64_t number = 0; number < sales.bookings(); ++number)
        sold[static_cast<std::size_t>(sales.event_of(number))] += sales.tickets_of(number);
    return sold;
}

}  // namespace

void write_events(const std::string& path, const SampleSales& sales, const Progress& progress) {
    const std::string type(event::general_admission);
    const auto sold = sold_by_event(sales);
    std::vector<event::Inventory> inventories;
    write_in_bulk(
        path, sales.events(), [](std::int64_t) {},
        [&](sqlite::Connection& connection, std::int64_t number) {
            const auto event = sales.event(number);
            event::insert_event(connection, event, std::nullopt);
            auto& inventory = inventories.emplace_back(event::new_inventory(event));
            inventory.pools.at(event::PoolId(event::whole_room)).sold = sold[static_cast<std::size_t>(number)];
            ++inventory.v;
            event::update_inventory(connection, inventory);
        });
    write_in_bulk(path, sales.bookings(), progress, [&](sqlite::Connection& connection, std::int64_t number) {
        const auto booking = sales.booking(number);
        const event::Register entry{.n = sold_at,
                                    .held = {},
                                    .sold = {{type, sales.tickets_of(number)}},
                                    .holder = booking.user_id.text(),
                                    .unit_price = {{type, booking.first_line().unit_price}}};
        event::write_register(connection, inventories[static_cast<std::size_t>(sales.event_of(number))],
                              booking.id.value, entry, true);
    });
}

}  // namespace boxoffice::seeding
