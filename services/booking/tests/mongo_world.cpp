#include "services/booking/tests/mongo_stores.hpp"
#include "services/booking/tests/world.hpp"

namespace boxoffice::booking::test {

std::shared_ptr<BookingStore> open_world_store(Loop& loop, Clock& clock, const std::string& folder) {
    return open_mongo(loop, clock, folder);
}

}  // namespace boxoffice::booking::test
