#include "services/notification/adapters/sqlite/sqlite_notification_store.hpp"
#include "services/notification/tests/store_contract.hpp"

namespace boxoffice::notification {

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values([](Loop& loop, const std::filesystem::path& folder) {
                             return std::make_unique<SqliteNotificationStore>(loop, folder / "notification.db");
                         }));

TEST(SqliteNotificationStore, opening_the_file_ends_the_leases_of_the_process_before) {
    TemporaryFolder folder;
    Loop loop;
    SystemRandom random;
    UuidSource ids{random};
    const Timestamp now{std::chrono::milliseconds(1'800'000'000'000)};
    const auto path = folder.path() / "notification.db";
    {
        SqliteNotificationStore store(loop, path);
        std::vector<Notification> sending{{.id = {ids.next(now)},
                                           .booking_id = "b1",
                                           .topic = "CONFIRMED",
                                           .recipient = "a@b.c",
                                           .body = std::make_shared<const std::string>("{}"),
                                           .state = State::SENDING,
                                           .attempts = 1,
                                           .due_at = now + std::chrono::hours(1)}};
        run(loop, store.insert(sending));
        EXPECT_TRUE(run(loop, store.claim(Channel::email, now, now, 10)).empty());
    }
    SqliteNotificationStore store(loop, path);
    const auto claimed = run(loop, store.claim(Channel::email, now, now, 10));
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].attempts, 2);
}

}  // namespace boxoffice::notification
