#pragma once

#include "platform/async/run.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "services/booking/ports/booking_store.hpp"
#include "services/booking/tests/sample_bookings.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace boxoffice::booking::test {

/// Opens the store of a folder (or of a fresh database named after it); opening the same folder again finds the same
/// bookings.
using OpenStore = std::shared_ptr<BookingStore> (*)(Loop&, Clock&, std::string);

/// What every BookingStore has to do, whatever it is made of. A program of tests is linked with
/// booking_store_contract.cpp and instantiates the suite.
class BookingStoreContract : public testing::TestWithParam<OpenStore> {
protected:
    void SetUp() override { open(); }
    void open() {
        store.reset();
        store = GetParam()(loop, clock, folder.path().string());
    }

    TemporaryFolder folder;
    Loop loop;
    StandingClock clock;
    std::shared_ptr<BookingStore> store;
    const Booking booking = sample_booking(1);
    const IdempotencyKey key{{1}, {2}};
};

}  // namespace boxoffice::booking::test
