#include "services/event/tests/event_store_contract.hpp"

namespace boxoffice::event::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventStoreContract);

TEST_P(EventStoreContract, a_created_event_is_found_whole_also_after_reopening) {
    auto full = sample_event(1);
    full.details.all_day = true;
    full.details.max_tickets_per_user = 4;
    auto bare = sample_event(2);
    bare.details = {.name = "日本語 \"quoted\"", .starts_at = now, .capacity = 1, .currency = "JPY"};
    create(full);
    create(bare);
    open();
    for (const auto& event : {full, bare}) {
        const auto record = answer(store->find(event.id));
        ASSERT_TRUE(record);
        EXPECT_EQ(record->event, event);
        EXPECT_EQ(*record->inventory, new_inventory(event));
        EXPECT_EQ(*answer(store->find_inventory(inventory_of(event.id))), new_inventory(event));
    }
}

TEST_P(EventStoreContract, what_is_not_there_is_not_found) {
    EXPECT_FALSE(answer(store->find(sample_event().id)));
    EXPECT_EQ(answer(store->find_inventory(inventory_of(sample_event().id))), nullptr);
    EXPECT_FALSE(answer(store->find_register(inventory_of(sample_event().id), uuid(3, 1))));
    EXPECT_EQ(answer(store->replace(sample_event())).error(), EditRefusal::event_not_found);
    EXPECT_EQ(answer(store->remove(sample_event().id, {})).error(), EditRefusal::event_not_found);
    EXPECT_THAT(answer(store->list({})), IsEmpty());
}

TEST_P(EventStoreContract, a_key_creates_once_and_gives_the_first_answer_again) {
    const KeyedAnswer keyed{{{1}, {2}}, {201, "first", "/events/1"}};
    EXPECT_EQ(answer(store->create(sample_event(1), keyed)).use, KeyUse::fresh);
    open();
    auto again = keyed;
    again.answer.body = "second";
    const auto replayed = answer(store->create(sample_event(2), again));
    EXPECT_EQ(replayed.use, KeyUse::replayed);
    EXPECT_EQ(replayed.answer.body, "first");
    EXPECT_EQ(replayed.answer.location, "/events/1");
    again.key.fingerprint = {3};
    EXPECT_EQ(answer(store->create(sample_event(3), again)).use, KeyUse::reused);
    EXPECT_THAT(listed({}), ElementsAre(sample_event(1).id));
}

TEST_P(EventStoreContract, the_list_is_soonest_first_and_pages_do_not_skip_equal_starts) {
    std::vector<EventId> expected;
    for (int number : {5, 3, 4, 1, 2}) {
        auto event = sample_event(number);
        if (number == 5) event.details.starts_at += std::chrono::hours(1);
        create(event);
    }
    std::vector<EventId> ids;
    EventFilter filter{.limit = 2};
    for (;;) {
        const auto page = answer(store->list(filter));
        if (page.empty()) break;
        for (const auto& record : page) ids.push_back(record.event.id);
        filter.after = EventFilter::Position{page.back().event.details.starts_at, page.back().event.id};
    }
    EXPECT_THAT(ids, ElementsAre(sample_event(1).id, sample_event(2).id, sample_event(3).id, sample_event(4).id,
                                 sample_event(5).id));
}

TEST_P(EventStoreContract, every_filter_narrows_the_list) {
    auto ruby = sample_event(1);
    ruby.details.name = "Ruby Days";
    ruby.details.topics = {"ruby", "web"};
    auto other = sample_event(2);
    other.details.name = "Rubble of Rome";
    other.details.city = "Rome";
    other.details.country = "Italy";
    other.details.topics = {"jruby"};
    other.details.starts_at += std::chrono::hours(1);
    create(ruby);
    create(other);
    EXPECT_THAT(listed({.words = {"rub"}}), ElementsAre(ruby.id, other.id));
    EXPECT_THAT(listed({.words = {"days", "lodz"}}), ElementsAre(ruby.id));
    EXPECT_THAT(listed({.words = {"days", "rome"}}), IsEmpty());
    EXPECT_THAT(listed({.words = {"rub", "of", "ro", "m", "e"}}), IsEmpty());
    EXPECT_THAT(listed({.words = {"b", "b", "b", "ruby", "days"}}), ElementsAre(ruby.id));
    EXPECT_THAT(listed({.topic = "ruby"}), ElementsAre(ruby.id));
    EXPECT_THAT(listed({.city = "lodz"}), ElementsAre(ruby.id));
    EXPECT_THAT(listed({.country = "italy"}), ElementsAre(other.id));
    EXPECT_THAT(listed({.from = other.details.starts_at}), ElementsAre(other.id));
    EXPECT_THAT(listed({.to = ruby.details.starts_at}), ElementsAre(ruby.id));
}

TEST_P(EventStoreContract, an_edit_changes_texts_and_inventory_together) {
    auto event = create(sample_event());
    round(event, {hold(1, 3)});
    auto next = edited(event);
    next.details.name = "Renamed";
    next.details.capacity = 3;
    next.details.price = 1;
    const auto replaced = answer(store->replace(next));
    ASSERT_TRUE(replaced);
    open();
    const auto record = answer(store->find(event.id));
    EXPECT_EQ(record->event, next);
    EXPECT_EQ(*record->inventory, *replaced->inventory);
    EXPECT_EQ(record->inventory->room(), (Pool{3, 3, 0}));
    EXPECT_EQ(record->inventory->event.name, "Renamed");
    EXPECT_EQ(record->inventory->v, 3);
    EXPECT_THAT(listed({.words = {"renamed"}}), ElementsAre(event.id));
    EXPECT_THAT(listed({.words = {"concert"}}), IsEmpty());
}

TEST_P(EventStoreContract, an_edit_of_an_older_edit_is_stale) {
    const auto event = create(sample_event());
    ASSERT_TRUE(answer(store->replace(edited(event))));
    EXPECT_EQ(answer(store->replace(edited(event))).error(), EditRefusal::stale);
}

TEST_P(EventStoreContract, the_capacity_is_never_less_than_what_is_held_and_sold) {
    const auto event = create(sample_event());
    round(event, {hold(1, 3), sell(2, 2)});
    auto next = edited(event);
    next.details.capacity = 4;
    EXPECT_EQ(answer(store->replace(next)).error(), EditRefusal::capacity_too_small);
    EXPECT_EQ(answer(store->find(event.id))->event, event);
    next.details.capacity = 5;
    EXPECT_TRUE(answer(store->replace(next)));
}

TEST_P(EventStoreContract, a_cancelled_event_is_told_of_until_it_was_told) {
    auto event = create(sample_event());
    round(event, {hold(1, 3)});
    auto next = edited(event);
    next.status = EventStatus::CANCELLED;
    ASSERT_TRUE(answer(store->replace(next)));
    open();
    EXPECT_THAT(answer(store->closures_to_tell()), ElementsAre(event.id));
    EXPECT_THAT(listed({}), IsEmpty());
    EXPECT_EQ(answer(store->find(event.id))->event.status, EventStatus::CANCELLED);
    const auto late = round(event, {hold(2, 1), sell(1, 3)});
    EXPECT_EQ(late.outcomes[0].error().reason, AllocationRefusal::event_cancelled);
    EXPECT_TRUE(late.outcomes[1]);
    answer(store->closure_told(event.id));
    answer(store->closure_told(event.id));
    EXPECT_THAT(answer(store->closures_to_tell()), IsEmpty());
    ASSERT_TRUE(answer(store->replace(edited(next))));
    EXPECT_THAT(answer(store->closures_to_tell()), IsEmpty());
}

TEST_P(EventStoreContract, an_event_with_bookings_cannot_be_removed) {
    const auto event = create(sample_event());
    round(event, {hold(1, 1)});
    EXPECT_EQ(answer(store->remove(event.id, {})).error(), EditRefusal::has_bookings);
    round(event, {release(1)});
    EXPECT_EQ(answer(store->remove(event.id, 2)).error(), EditRefusal::stale);
    const auto removed = answer(store->remove(event.id, 1));
    ASSERT_TRUE(removed);
    EXPECT_EQ((*removed)->state, InventoryState::DELETED);
    EXPECT_EQ((*removed)->v, 4);
}

TEST_P(EventStoreContract, late_commands_bounce_off_a_removed_event) {
    const auto event = create(sample_event());
    answer(store->remove(event.id, {}));
    open();
    EXPECT_FALSE(answer(store->find(event.id)));
    EXPECT_THAT(listed({}), IsEmpty());
    EXPECT_EQ(answer(store->find_inventory(inventory_of(event.id)))->state, InventoryState::DELETED);
    const auto late = round(event, {hold(1, 1), release(2)});
    EXPECT_EQ(late.outcomes[0].error().reason, AllocationRefusal::inventory_not_found);
    EXPECT_TRUE(late.outcomes[1]);
    EXPECT_EQ(answer(store->remove(event.id, {})).error(), EditRefusal::event_not_found);
    EXPECT_EQ(answer(store->replace(edited(event))).error(), EditRefusal::event_not_found);
}

TEST_P(EventStoreContract, a_round_is_one_version_and_its_registers_stay) {
    const auto event = create(sample_event());
    const auto result = round(event, {hold(1, 3), hold(2, 2), sell(1, 3)});
    ASSERT_EQ(result.outcomes.size(), 3U);
    EXPECT_EQ(result.inventory->v, 2);
    EXPECT_EQ(result.inventory->room(), (Pool{10, 2, 3}));
    open();
    EXPECT_EQ(*answer(store->find_inventory(inventory_of(event.id))), *result.inventory);
    const Register sold{.n = 11, .held = {}, .sold = tickets(3), .holder = "ada", .unit_price = {{"ga", 2'500}}};
    EXPECT_EQ(answer(store->find_register(inventory_of(event.id), uuid(3, 1))), sold);
    EXPECT_EQ(result.outcomes[2], sold);
}

TEST_P(EventStoreContract, a_repeated_command_gives_the_same_answer_and_no_new_version) {
    const auto event = create(sample_event());
    const auto first = round(event, {hold(1, 3)});
    open();
    auto next = edited(event);
    next.details.price = 1;
    answer(store->replace(next));
    const auto second = round(event, {hold(1, 3)});
    EXPECT_EQ(second.outcomes[0], first.outcomes[0].value());
    EXPECT_EQ(second.inventory->v, 3);
}

TEST_P(EventStoreContract, a_refusal_stores_nothing) {
    const auto event = create(sample_event());
    round(event, {hold(1, 8)});
    const auto refused = round(event, {hold(2, 3)});
    EXPECT_EQ(refused.outcomes[0].error().reason, AllocationRefusal::sold_out);
    EXPECT_EQ(refused.inventory->v, 2);
    EXPECT_FALSE(answer(store->find_register(inventory_of(event.id), uuid(3, 2))));
    round(event, {release(1)});
    EXPECT_TRUE(round(event, {hold(2, 3)}).outcomes[0]);
}

TEST_P(EventStoreContract, a_superseded_command_hears_of_the_register) {
    const auto event = create(sample_event());
    round(event, {release(1)});
    const auto late = round(event, {hold(1, 2)});
    EXPECT_EQ(late.outcomes[0].error().reason, AllocationRefusal::superseded);
    EXPECT_EQ(late.outcomes[0].error().superseded_by->n, 20);
    EXPECT_EQ(room(event), (Pool{10, 0, 0}));
}

TEST_P(EventStoreContract, the_last_ticket_is_sold_once_among_many_at_once) {
    const auto event = create(sample_event());
    std::vector<std::future<RoundResult>> rounds;
    for (int booking = 0; booking < 60; ++booking)
        rounds.push_back(start(loop, store->apply_round(inventory_of(event.id), {hold(booking, 1)}, now)));
    loop.restart();
    loop.run();
    int taken = 0;
    for (auto& result : rounds)
        if (result.get().outcomes[0]) ++taken;
    EXPECT_EQ(taken, 10);
    EXPECT_EQ(room(event), (Pool{10, 10, 0}));
}

TEST_P(EventStoreContract, the_limit_counts_a_holders_tickets_over_all_bookings) {
    auto event = sample_event();
    event.details.max_tickets_per_user = 4;
    create(event);
    round(event, {hold(1, 2), sell(2, 1)});
    const auto more = round(event, {hold(3, 2), hold(4, 1), hold(5, 3, 10, "grace")});
    EXPECT_EQ(more.outcomes[0].error().reason, AllocationRefusal::limit_reached);
    EXPECT_TRUE(more.outcomes[1]);
    EXPECT_TRUE(more.outcomes[2]);
    round(event, {release(1)});
    EXPECT_TRUE(round(event, {hold(6, 2)}).outcomes[0]);
}

TEST_P(EventStoreContract, a_new_limit_counts_what_was_taken_before) {
    const auto event = create(sample_event());
    round(event, {hold(1, 3)});
    auto next = edited(event);
    next.details.max_tickets_per_user = 4;
    answer(store->replace(next));
    EXPECT_EQ(round(event, {hold(2, 2)}).outcomes[0].error().reason, AllocationRefusal::limit_reached);
    EXPECT_TRUE(round(event, {hold(2, 1)}).outcomes[0]);
}

TEST_P(EventStoreContract, without_an_inventory_a_release_is_taken_and_a_hold_is_not) {
    const auto result = round(sample_event(), {release(1), hold(2, 1)});
    EXPECT_EQ(result.inventory, nullptr);
    EXPECT_TRUE(result.outcomes[0]);
    EXPECT_EQ(result.outcomes[1].error().reason, AllocationRefusal::inventory_not_found);
}

ImportItem item(int number, const std::string& name, std::uint8_t content) {
    ImportItem item{.draft = {.name = name, .starts_at = now}, .event = sample_event(number)};
    item.event.details.name = name;
    item.identity = {static_cast<std::uint8_t>(number)};
    item.content = {content};
    return item;
}

TEST_P(EventStoreContract, an_import_creates_what_is_new_and_changes_what_says_something_else) {
    const auto first = answer(store->import({item(1, "One", 1), item(2, "Two", 2), item(1, "One", 1)}, now));
    EXPECT_THAT(first.outcomes, ElementsAre(ImportOutcome::created, ImportOutcome::created, ImportOutcome::unchanged));
    open();
    const auto later = now + std::chrono::hours(1);
    const auto second = answer(store->import({item(1, "One", 1), item(2, "Zwei", 3)}, later));
    EXPECT_THAT(second.outcomes, ElementsAre(ImportOutcome::unchanged, ImportOutcome::changed));
    const auto changed = answer(store->find(sample_event(2).id));
    EXPECT_EQ(changed->event.details.name, "Zwei");
    EXPECT_EQ(changed->event.details.capacity, 10);
    EXPECT_EQ(changed->event.edit, 2);
    EXPECT_EQ(changed->event.updated_at, later);
    EXPECT_EQ(changed->inventory->event.name, "Zwei");
    ASSERT_EQ(second.changed.size(), 1U);
    EXPECT_EQ(second.changed[0].event, changed->event);
    EXPECT_THAT(answer(store->import({item(2, "Zwei", 3)}, later)).outcomes, ElementsAre(ImportOutcome::unchanged));
}

TEST_P(EventStoreContract, what_was_removed_is_new_when_it_is_imported_again) {
    answer(store->import({item(1, "One", 1)}, now));
    answer(store->remove(sample_event(1).id, {}));
    auto again = item(1, "One", 1);
    again.event.id = sample_event(7).id;
    EXPECT_THAT(answer(store->import({again}, now)).outcomes, ElementsAre(ImportOutcome::created));
}

TEST_P(EventStoreContract, sums_compare_pools_with_registers) {
    const auto event = create(sample_event(1));
    create(sample_event(2));
    answer(store->remove(create(sample_event(3)).id, {}));
    round(event, {hold(1, 3), sell(2, 2), hold(3, 1), release(3)});
    const auto sums = answer(store->sums());
    ASSERT_EQ(sums.size(), 2U);
    EXPECT_EQ(sums[0].inventory_id, inventory_of(event.id));
    EXPECT_EQ(sums[0].v, 2);
    EXPECT_EQ(sums[0].pools.at("all"), (Pool{10, 3, 2}));
    EXPECT_EQ(sums[0].registered.at("all"), (Pool{0, 3, 2}));
    EXPECT_EQ(sums[1].registered.at("all"), (Pool{0, 0, 0}));
    EXPECT_EQ(answer(store->sums_of(inventory_of(event.id)))->registered.at("all"), (Pool{0, 3, 2}));
    EXPECT_FALSE(answer(store->sums_of(inventory_of(sample_event(3).id))));
}

}  // namespace
}  // namespace boxoffice::event::test
