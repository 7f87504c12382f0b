#include "services/event/adapters/sqlite/sqlite_event_store.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "services/event/adapters/sqlite/amounts.hpp"
#include "services/event/tests/event_store_contract.hpp"

namespace boxoffice::event::test {
namespace {

class Folder final : public EventPlace {
public:
    static std::unique_ptr<EventPlace> make() { return std::make_unique<Folder>(); }
    std::unique_ptr<EventStore> open(Loop& loop) override {
        return std::make_unique<SqliteEventStore>(loop, folder_.file("event.sqlite"));
    }

private:
    TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, EventStoreContract, testing::Values(StoreUnderTest{"sqlite", Folder::make}),
                         [](const auto& instance) { return instance.param.name; });

// The second creation fails, so the transaction that it shares with the rounds is rolled back and each runs again.
TEST(SqliteEventStoreTest, a_round_that_runs_twice_after_a_rollback_counts_once) {
    TemporaryFolder folder;
    Loop loop;
    SqliteEventStore store(loop, folder.file("event.sqlite"));
    const auto event = sample_event();
    run(loop, store.create(event, {}));
    const auto id = inventory_of(event.id);
    for (int booking = 0; booking < 9; booking += 3) {
        auto before = start(loop, store.apply_round(id, {hold(booking, 1)}, now));
        auto failing = start(loop, store.create(event, {}));
        auto behind = start(loop, store.apply_round(id, {hold(booking + 1, 1), hold(booking + 2, 1)}, now));
        loop.restart();
        loop.run();
        EXPECT_TRUE(before.get().outcomes[0]);
        EXPECT_THROW(failing.get(), sqlite::Error);
        EXPECT_EQ(behind.get().inventory->room().held, booking + 3);
    }
    const auto sums = run(loop, store.sums());
    EXPECT_EQ(sums[0].pools.at("all").held, 9);
    EXPECT_EQ(sums[0].registered.at("all").held, 9);
}

TEST(SqliteEventStoreTest, amounts_are_read_as_they_were_written) {
    const Quantities amounts{{"ga", 2}, {"vip", 1'000'000'000'000}};
    EXPECT_EQ(write_amounts(amounts), "ga=2,vip=1000000000000");
    EXPECT_EQ(read_amounts(write_amounts(amounts)), amounts);
    EXPECT_EQ(read_amounts(""), Quantities());
    for (const auto* bad : {"ga", "ga=", "ga=x", "ga=1x,vip=2"}) EXPECT_THROW(read_amounts(bad), std::runtime_error);
}

}  // namespace
}  // namespace boxoffice::event::test
