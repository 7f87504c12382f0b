#include "apps/boxoffice/seeding/bulk_writer.hpp"
#include "services/booking/adapters/sqlite/booking_rows.hpp"

namespace boxoffice::seeding {

void write_bookings(const std::string& path, const SampleSales& sales, const Progress& progress) {
    write_in_bulk(path, sales.bookings(), progress, [&](sqlite::Connection& connection, std::int64_t number) {
        auto booking = sales.booking(number);
        // All that followed from it was done.
        booking.todo = {};
        booking.outbox.clear();
        booking.due.reset();
        booking::rows::insert(connection, booking);
    });
}

}  // namespace boxoffice::seeding
