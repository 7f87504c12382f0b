#include "services/booking/adapters/sqlite/sqlite_booking_store.hpp"
#include "platform/json/write.hpp"
#include "services/booking/adapters/sqlite/booking_schema.hpp"
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

TEST(OlderFile, what_was_still_to_do_in_the_first_schema_is_taken_up) {
    const TemporaryFolder folder;
    const auto path = (folder.path() / "booking.sqlite").string();
    Loop loop;
    StandingClock clock;
    const auto booking = sample_booking(1);
    {
        sqlite::Store older(loop, path, booking_migrations().first(1));
        run(loop, older.write([booking](sqlite::Connection& connection) {
            connection.run(
                "INSERT INTO booking (id, rev, status, phase, user_id, organizer_id, event_id, todo, due, keyed, "
                "document) VALUES (?, 1, 0, 1, ?, ?, ?, 16, 7, 1, ?)",
                booking.id, booking.user_id, booking.organizer_id, booking.event_id, json::write(booking));
        }));
    }
    SqliteBookingStore store(loop, clock, path);
    const auto due = run(loop, store.claim_due(Timestamp(std::chrono::milliseconds(8)), clock.now(), 10));
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(json::write(due.front()), json::write(booking));
    EXPECT_TRUE(due.front().todo.has(Step::publish));
}

}  // namespace boxoffice::booking::test
