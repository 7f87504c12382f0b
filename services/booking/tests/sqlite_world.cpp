#include "services/booking/adapters/sqlite/sqlite_booking_store.hpp"
#include "services/booking/tests/world.hpp"

namespace boxoffice::booking::test {

std::shared_ptr<BookingStore> open_world_store(Loop& loop, Clock& clock, const std::string& folder) {
    return std::make_shared<SqliteBookingStore>(loop, clock, folder + "/booking.sqlite");
}

}  // namespace boxoffice::booking::test
