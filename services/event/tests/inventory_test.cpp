#include "services/event/tests/samples.hpp"

#include <gtest/gtest.h>

namespace boxoffice::event::test {
namespace {

class InventoryTest : public testing::Test {
protected:
    std::expected<Register, AllocationRefusal> take(const AllocationCommand& command, std::int64_t others = 0) {
        const auto known = registers.find(command.booking_id);
        auto decision = decide(inventory, known != registers.end() ? &known->second : nullptr, others, command, at);
        if (decision) registers[command.booking_id] = *decision;
        return decision;
    }
    Pool room() const { return inventory.room(); }

    Inventory inventory = new_inventory(sample_event());
    std::map<Uuid, Register> registers;
    Timestamp at = now;
};

TEST_F(InventoryTest, a_hold_takes_room_and_a_sale_makes_it_sold) {
    const auto held = take(hold(1, 3));
    ASSERT_TRUE(held);
    EXPECT_EQ(room(), (Pool{10, 3, 0}));
    EXPECT_EQ(held->unit_price, (Prices{{"ga", 2'500}}));
    ASSERT_TRUE(take(sell(1, 3)));
    EXPECT_EQ(room(), (Pool{10, 0, 3}));
    EXPECT_EQ(room().available(), 7);
}

TEST_F(InventoryTest, the_last_ticket_is_held_once) {
    ASSERT_TRUE(take(hold(1, 10)));
    EXPECT_EQ(take(hold(2, 1)), std::unexpected(AllocationRefusal::sold_out));
    EXPECT_EQ(room(), (Pool{10, 10, 0}));
}

TEST_F(InventoryTest, an_equal_number_gives_the_same_answer_whatever_it_asks) {
    const auto first = take(hold(1, 3));
    inventory.types.at("ga").price = 9'900;
    EXPECT_EQ(take(hold(1, 7)), first);
    EXPECT_EQ(room(), (Pool{10, 3, 0}));
}

TEST_F(InventoryTest, a_lower_number_changes_nothing) {
    ASSERT_TRUE(take(sell(1, 3)));
    EXPECT_EQ(take(hold(1, 5)), std::unexpected(AllocationRefusal::superseded));
    EXPECT_EQ(room(), (Pool{10, 0, 3}));
}

TEST_F(InventoryTest, a_release_without_a_hold_makes_a_late_hold_bounce) {
    const auto released = take(release(1));
    ASSERT_TRUE(released);
    EXPECT_EQ(released->n, 20);
    EXPECT_EQ(take(hold(1, 2)), std::unexpected(AllocationRefusal::superseded));
    EXPECT_EQ(room(), (Pool{10, 0, 0}));
}

TEST_F(InventoryTest, more_tickets_are_the_old_ones_sold_and_the_new_ones_held) {
    ASSERT_TRUE(take(sell(1, 4)));
    auto more = hold(1, 3, 20);
    more.sold = tickets(4);
    ASSERT_TRUE(take(more));
    EXPECT_EQ(room(), (Pool{10, 3, 4}));
    more.n = 30;
    more.held = tickets(7);
    EXPECT_EQ(take(more), std::unexpected(AllocationRefusal::sold_out));
    EXPECT_EQ(room(), (Pool{10, 3, 4}));
}

TEST_F(InventoryTest, only_growth_is_refused_after_the_start) {
    ASSERT_TRUE(take(hold(1, 4)));
    at = inventory.event.starts_at;
    EXPECT_EQ(take(hold(2, 1)), std::unexpected(AllocationRefusal::sales_closed));
    EXPECT_TRUE(take(sell(1, 4)));
    EXPECT_EQ(take(sell(1, 5, 12)), std::unexpected(AllocationRefusal::sales_closed));
    EXPECT_TRUE(take(sell(1, 2, 13)));
    EXPECT_TRUE(take(release(1)));
    EXPECT_EQ(room(), (Pool{10, 0, 0}));
}

TEST_F(InventoryTest, a_millisecond_before_the_start_is_not_too_late) {
    at = inventory.event.starts_at - std::chrono::milliseconds(1);
    EXPECT_TRUE(take(hold(1, 1)));
}

TEST_F(InventoryTest, each_state_refuses_growth_with_its_own_reason_and_takes_shrinking) {
    const std::pair<InventoryState, AllocationRefusal> reasons[] = {
        {InventoryState::CLOSED, AllocationRefusal::sales_closed},
        {InventoryState::SUSPENDED, AllocationRefusal::sales_suspended},
        {InventoryState::CANCELLED, AllocationRefusal::event_cancelled},
        {InventoryState::DELETED, AllocationRefusal::inventory_not_found}};
    ASSERT_TRUE(take(hold(1, 4)));
    std::int64_t n = 20;
    for (const auto& [state, reason] : reasons) {
        inventory.state = state;
        EXPECT_EQ(take(hold(2, 1)), std::unexpected(reason));
        EXPECT_TRUE(take(hold(1, 4, ++n)));
        EXPECT_TRUE(take(release(3, ++n)));
    }
    EXPECT_EQ(room(), (Pool{10, 4, 0}));
}

TEST_F(InventoryTest, a_holder_has_at_most_the_limit_over_all_bookings) {
    inventory.per_holder_max = 4;
    EXPECT_TRUE(take(hold(1, 4), 0));
    EXPECT_EQ(take(hold(2, 1), 4), std::unexpected(AllocationRefusal::limit_reached));
    EXPECT_TRUE(take(hold(3, 2), 2));
    EXPECT_TRUE(take(sell(1, 4), 2));
}

TEST_F(InventoryTest, a_price_is_that_of_the_day_on_which_the_quantity_grew) {
    ASSERT_TRUE(take(hold(1, 2)));
    inventory.types.at("ga").price = 3'000;
    EXPECT_EQ(take(sell(1, 2))->unit_price.at("ga"), 2'500);
    auto more = hold(1, 1, 20);
    more.sold = tickets(2);
    EXPECT_EQ(take(more)->unit_price.at("ga"), 3'000);
    inventory.types.at("ga").price = 100;
    EXPECT_EQ(take(sell(1, 1, 30))->unit_price.at("ga"), 3'000);
    EXPECT_TRUE(take(release(1, 40))->unit_price.empty());
}

TEST_F(InventoryTest, an_unknown_type_is_sold_out) {
    auto command = hold(1, 1);
    command.held = {{"vip", 1}};
    EXPECT_EQ(take(command), std::unexpected(AllocationRefusal::sold_out));
}

TEST_F(InventoryTest, a_type_takes_room_of_each_of_its_pools) {
    inventory.pools["balcony"] = {.capacity = 2};
    inventory.types["balcony"] = {.price = 4'000, .currency = "EUR", .pools = {"all", "balcony"}};
    auto command = hold(1, 2);
    command.held["balcony"] = 2;
    ASSERT_TRUE(take(command));
    EXPECT_EQ(inventory.pools.at("all"), (Pool{10, 4, 0}));
    EXPECT_EQ(inventory.pools.at("balcony"), (Pool{2, 2, 0}));
    auto third = hold(2, 0);
    third.held = {{"balcony", 1}};
    EXPECT_EQ(take(third), std::unexpected(AllocationRefusal::sold_out));
}

TEST(InventoryAbsentTest, a_release_is_taken_and_a_hold_is_not) {
    EXPECT_TRUE(decide_without_inventory(release(1)));
    EXPECT_EQ(decide_without_inventory(hold(1, 1)), std::unexpected(AllocationRefusal::inventory_not_found));
}

}  // namespace
}  // namespace boxoffice::event::test
