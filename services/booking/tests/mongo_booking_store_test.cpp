#include "services/booking/tests/booking_store_contract.hpp"
#include "services/booking/tests/mongo_stores.hpp"

namespace boxoffice::booking::test {

INSTANTIATE_TEST_SUITE_P(Mongo, BookingStoreContract, testing::Values(&open_mongo));

}  // namespace boxoffice::booking::test
