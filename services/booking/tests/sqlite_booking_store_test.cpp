#include "services/booking/adapters/sqlite/sqlite_booking_store.hpp"
#include "services/booking/tests/booking_store_contract.hpp"

namespace boxoffice::booking::test {

static std::shared_ptr<BookingStore> open_sqlite(Loop& loop, Clock& clock, std::string folder) {
    return std::make_shared<SqliteBookingStore>(loop, clock, folder + "/booking.sqlite");
}

INSTANTIATE_TEST_SUITE_P(Sqlite, BookingStoreContract, testing::Values(&open_sqlite));

class Outbox : public testing::Test {
protected:
    TemporaryFolder folder;
    Loop loop;
    StandingClock clock;
    SqliteBookingStore store{loop, clock, (folder.path() / "booking.sqlite").string()};
};

TEST_F(Outbox, a_decisions_message_stands_in_the_queue_until_it_is_acknowledged) {
    const auto booking = sample_booking(1);
    run(loop, store.insert(booking, {}));
    ASSERT_TRUE(run(loop, store.decide({.next = confirmed(booking), .due = {}, .answer = {}})));
    const auto rows = run(loop, store.rows_after(0, 10));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_NE(rows.front().body.find(booking.id.text() + ":2:confirmed"), std::string::npos);
    EXPECT_TRUE(run(loop, store.rows_after(rows.front().sequence, 10)).empty());
    run(loop, store.acknowledge({rows.front().sequence}));
    EXPECT_TRUE(run(loop, store.rows_after(0, 10)).empty());
}

TEST_F(Outbox, a_decision_that_lost_tells_nothing) {
    const auto booking = sample_booking(1);
    run(loop, store.insert(booking, {}));
    const auto next = confirmed(booking);
    ASSERT_TRUE(run(loop, store.decide({.next = next, .due = {}, .answer = {}})));
    ASSERT_FALSE(run(loop, store.decide({.next = next, .due = {}, .answer = {}})));
    EXPECT_EQ(run(loop, store.rows_after(0, 10)).size(), 1u);
}

}  // namespace boxoffice::booking::test
