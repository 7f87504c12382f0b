#include "services/event/tests/company.hpp"
#include "services/event/tests/counting_store.hpp"

namespace boxoffice::event::test {
namespace {

class InventoriesTest : public testing::Test {
protected:
    InventoriesTest() { id = inventory_of(company.create().event->id); }

    using Outcome = std::expected<AllocationAnswer, AllocationRefused>;
    std::vector<std::future<Outcome>> start_holds(int count) {
        std::vector<std::future<Outcome>> outcomes;
        for (int booking = 0; booking < count; ++booking)
            outcomes.push_back(start(company.loop, inventories.apply(service(), id, hold(booking, 1))));
        company.loop.restart();
        company.loop.run();
        return outcomes;
    }

    Company company;
    CountingStore store{company.store};
    Inventories inventories{
        store, company.clock, company.scope, company.metrics, {.commands_a_round = 4, .remembered = 2, .lanes = 2}};
    InventoryId id;
};

TEST_F(InventoriesTest, commands_that_arrive_during_a_round_go_together_in_the_next) {
    auto outcomes = start_holds(10);
    std::size_t sum = 0;
    for (const auto size : store.sizes) {
        EXPECT_LE(size, 4U);
        sum += size;
    }
    EXPECT_EQ(sum, 10U);
    EXPECT_LT(store.sizes.size(), 10U);
    for (auto& outcome : outcomes) EXPECT_TRUE(outcome.get());
}

TEST_F(InventoriesTest, the_last_ticket_is_held_once_and_everybody_hears) {
    int taken = 0;
    for (auto& future : start_holds(25)) {
        const auto outcome = future.get();
        if (outcome)
            ++taken;
        else
            EXPECT_EQ(outcome.error().reason, AllocationRefusal::sold_out);
    }
    EXPECT_EQ(taken, 10);
    EXPECT_EQ(inventories.recall(id)->room(), (Pool{10, 10, 0}));
}

TEST_F(InventoriesTest, availability_is_answered_from_memory_and_always_adds_up) {
    start_holds(3);
    EXPECT_EQ(company.answer(inventories.look(id))->room(), (Pool{10, 3, 0}));
    EXPECT_EQ(store.finds, 0);
}

TEST_F(InventoriesTest, what_is_not_in_memory_is_read_once_and_the_least_used_goes) {
    std::vector<InventoryId> more;
    for (int i = 0; i < 3; ++i) more.push_back(inventory_of(company.create().event->id));
    for (const auto& other : more) EXPECT_EQ(company.answer(inventories.look(other))->id, other);
    company.answer(inventories.look(more[2]));
    EXPECT_EQ(store.finds, 3);
    EXPECT_EQ(inventories.recall(more[0]), nullptr);
    EXPECT_EQ(company.answer(inventories.look(inventory_of(sample_event(99).id))), nullptr);
}

TEST_F(InventoriesTest, an_older_version_never_replaces_a_newer_one) {
    const auto old = company.answer(inventories.look(id));
    start_holds(1);
    inventories.publish(old);
    EXPECT_EQ(inventories.recall(id)->v, 2);
}

TEST_F(InventoriesTest, a_fault_reaches_every_caller_and_the_next_round_goes_on) {
    store.failing = true;
    for (auto& outcome : start_holds(3)) EXPECT_THROW(outcome.get(), std::runtime_error);
    store.failing = false;
    EXPECT_TRUE(company.answer(inventories.apply(service(), id, hold(50, 1))));
}

TEST_F(InventoriesTest, many_inventories_share_few_lanes) {
    std::vector<std::future<Outcome>> outcomes;
    for (int i = 0; i < 20; ++i) {
        const auto other = inventory_of(company.create().event->id);
        outcomes.push_back(start(company.loop, inventories.apply(service(), other, hold(i, 1))));
        if (i % 5 == 0) company.answer(inventories.apply(service(), other, release(100 + i)));
    }
    company.loop.restart();
    company.loop.run();
    for (auto& outcome : outcomes) EXPECT_TRUE(outcome.get());
    EXPECT_TRUE(company.answer(inventories.apply(service(), id, hold(1, 1))));
}

TEST_F(InventoriesTest, a_release_of_nothing_answers_without_an_inventory) {
    const auto answer = company.answer(inventories.apply(service(), inventory_of(sample_event(99).id), release(1)));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->inventory, nullptr);
    EXPECT_EQ(answer->entry->n, 20);
}

TEST_F(InventoriesTest, what_another_process_sold_is_seen_once_what_is_in_memory_is_no_longer_fresh) {
    Inventories elsewhere{
        store, company.clock, company.scope, company.metrics, {.fresh_for = std::chrono::milliseconds(0)}};
    Inventories alone{store, company.clock, company.scope, company.metrics};
    const auto watch = company.answer(elsewhere.watch(id));
    company.answer(alone.look(id));
    start_holds(3);
    EXPECT_EQ(company.answer(elsewhere.look(id))->room(), (Pool{10, 3, 0}));
    EXPECT_EQ(company.answer(alone.look(id))->room(), (Pool{10, 0, 0})) << "nobody else writes, it was told";

    start_holds(4);
    company.scope.spawn(elsewhere.follow());
    company.clock.advance(std::chrono::milliseconds(1));
    EXPECT_TRUE(run_until(company.loop, [&] { return watch->inventory().room() == Pool{10, 4, 0}; }));
    cancel_and_join(company.loop, company.scope);
}

}  // namespace
}  // namespace boxoffice::event::test
