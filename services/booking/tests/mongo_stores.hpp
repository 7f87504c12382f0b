#pragma once

#include "platform/mongo/testing/scratch_database.hpp"
#include "platform/testing/turning.hpp"
#include "services/booking/adapters/mongo/mongo_booking_store.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace boxoffice::booking::test {

/// A store with a client and batches of its own, as an instance of the service has.
struct MongoInstance {
    MongoInstance(Loop& given_loop, Clock& clock, const Secret& address)
        : loop(given_loop), client(loop, address), store(client, scope, clock) {}
    MongoInstance(const MongoInstance&) = delete;
    MongoInstance& operator=(const MongoInstance&) = delete;
    ~MongoInstance() {
        run_until(loop, [this] { return scope.running() == 0; });
    }

    Loop& loop;
    mongo::Client client;
    TaskScope scope{loop, [](std::exception_ptr) { ADD_FAILURE() << "a batch threw"; }};
    MongoBookingStore store;
};

/// The database of this test program, made when it is first asked for.
Secret scratch_address();

/// The store of a folder: as it was left where that folder was the last to be opened, else empty.
std::shared_ptr<BookingStore> open_mongo(Loop& loop, Clock& clock, std::string folder);

}  // namespace boxoffice::booking::test
