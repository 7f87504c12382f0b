#include "apps/boxoffice/seeding/bulk_writer.hpp"
#include "services/payment/adapters/sqlite/payment_rows.hpp"

namespace boxoffice::seeding {

void write_payments(const std::string& path, const SampleSales& sales, const Progress& progress) {
    write_in_bulk(path, sales.bookings(), progress, [&](sqlite::Connection& connection, std::int64_t number) {
        const auto booking = sales.booking(number);
        const auto& charge = booking.charge(1);
        payment::rows::insert(connection, {.id = {charge.payment_id->value},
                                           .caller = "booking",
                                           .key = booking.charge_key(charge.no),
                                           .user_id = booking.user_id.text(),
                                           .booking_id = booking.id.text(),
                                           .amount = charge.amount,
                                           .currency = booking.currency,
                                           .trace_id = booking.id.value.bytes,
                                           .created_at = booking.created_at});
    });
}

}  // namespace boxoffice::seeding
