#include "services/event/tests/samples.hpp"

#include <gtest/gtest.h>

namespace boxoffice::event::test {
namespace {

TEST(EventTest, a_new_inventory_is_empty_and_open) {
    const auto inventory = new_inventory(sample_event());
    EXPECT_EQ(inventory.id.value, sample_event().id.value);
    EXPECT_EQ(inventory.room(), (Pool{10, 0, 0}));
    EXPECT_TRUE(inventory.is_empty());
    EXPECT_EQ(inventory.state, InventoryState::OPEN);
    EXPECT_EQ(inventory.event.city, "Łódź");
    EXPECT_EQ(inventory.types.at("ga"), (TicketType{2'500, "EUR", {"all"}}));
}

TEST(EventTest, an_edit_reaches_the_inventory_and_keeps_its_counts) {
    auto event = sample_event();
    auto inventory = new_inventory(event);
    inventory.pools.at("all").sold = 4;
    event.edit = 2;
    event.details.name = "Concerto";
    event.details.capacity = 4;
    event.details.price = 9;
    event.details.max_tickets_per_user = 2;
    ASSERT_TRUE(apply_edit(inventory, event));
    EXPECT_EQ(inventory.room(), (Pool{4, 0, 4}));
    EXPECT_EQ(inventory.edit, 2);
    EXPECT_EQ(inventory.v, 2);
    EXPECT_EQ(inventory.event.name, "Concerto");
    EXPECT_EQ(inventory.types.at("ga").price, 9);
    EXPECT_EQ(inventory.per_holder_max, 2);
}

TEST(EventTest, the_capacity_is_never_less_than_what_is_held_and_sold) {
    auto event = sample_event();
    auto inventory = new_inventory(event);
    inventory.pools.at("all") = {.capacity = 10, .held = 2, .sold = 3};
    const auto before = inventory;
    event.details.capacity = 4;
    EXPECT_FALSE(apply_edit(inventory, event));
    EXPECT_EQ(inventory, before);
}

TEST(EventTest, an_edit_of_texts_does_not_open_a_closed_inventory) {
    const auto event = sample_event();
    auto inventory = new_inventory(event);
    inventory.state = InventoryState::CLOSED;
    ASSERT_TRUE(apply_edit(inventory, event));
    EXPECT_EQ(inventory.state, InventoryState::CLOSED);
}

TEST(EventTest, a_cancelled_event_stays_cancelled) {
    EXPECT_TRUE(may_become(EventStatus::PUBLISHED, EventStatus::CANCELLED));
    EXPECT_TRUE(may_become(EventStatus::SUSPENDED, EventStatus::PUBLISHED));
    EXPECT_TRUE(may_become(EventStatus::CANCELLED, EventStatus::CANCELLED));
    EXPECT_FALSE(may_become(EventStatus::CANCELLED, EventStatus::PUBLISHED));
    EXPECT_FALSE(may_become(EventStatus::CANCELLED, EventStatus::SUSPENDED));
}

}  // namespace
}  // namespace boxoffice::event::test
