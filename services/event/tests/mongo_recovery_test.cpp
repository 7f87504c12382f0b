#include "platform/testing/turning.hpp"
#include "services/event/adapters/mongo/event_documents.hpp"
#include "services/event/adapters/mongo/inventory_documents.hpp"
#include "services/event/adapters/mongo/texts.hpp"
#include "services/event/tests/mongo_instance.hpp"
#include "services/event/tests/samples.hpp"

#include <gmock/gmock.h>

namespace boxoffice::event::test {
namespace {

using mongo::Document;
using testing::ElementsAre;
using testing::IsEmpty;

/// Stores that find what one that died has left.
class MongoRecoveryTest : public testing::Test {
protected:
    template <class T>
    T answer(Task<T> task) {
        return run(loop, std::move(task));
    }
    template <class Work>
    auto in_database(Work work) {
        return run(loop, client.run(work));
    }
    std::unique_ptr<MongoInstance> another() { return std::make_unique<MongoInstance>(loop, address); }
    RoundResult round(MongoInstance& any, std::vector<AllocationCommand> commands) {
        return answer(any.apply_round(id, std::move(commands), now));
    }
    /// So many other registers that hold nothing that all such are worth writing out.
    void finish_others() {
        std::vector<AllocationCommand> commands;
        for (int booking = 500; booking < 500 + others; ++booking) commands.push_back(release(booking));
        round(store, std::move(commands));
    }
    std::int64_t count(const char* collection, const Document& filter = {}) {
        return in_database([&](mongo::Database& database) { return database.collection(collection).count(filter); });
    }
    std::size_t open_registers() {
        return in_database([this](mongo::Database& database) {
            return read_open_inventory(*database.collection(inventories_collection).find_one(Document{{"_id", id}}))
                .open.size();
        });
    }
    bool registers_match() {
        const auto sums = answer(store.sums()).at(0);
        const auto& counted = sums.pools.at("all");
        const auto& registered = sums.registered.at("all");
        return counted.held == registered.held && counted.sold == registered.sold;
    }
    std::vector<EventId> listed(EventStore& any, EventFilter filter = {}) {
        std::vector<EventId> ids;
        for (const auto& record : answer(any.list(std::move(filter)))) ids.push_back(record.event.id);
        return ids;
    }
    /// The first of the two writes of an edit; its writer died before the second.
    void half_an_edit(Event next) {
        const auto record = *answer(store.find(next.id));
        auto inventory = *record.inventory;
        ASSERT_TRUE(apply_edit(inventory, next));
        half(inventory, pending_texts(next, inventory.v));
    }
    void half(const Inventory& inventory, const Document& pending) {
        in_database([&](mongo::Database& database) {
            database.collection(inventories_collection)
                .update_one(Document{{"_id", inventory.id}},
                            Document{{"$set", edited_members(inventory).append("pending", pending)}});
        });
    }
    static Event renamed(Event event) {
        ++event.edit;
        event.details.name = "Renamed";
        event.details.description.reset();
        event.details.capacity = 20;
        return event;
    }

    static constexpr int others = 8;
    Secret address = emptied_database().address();
    Loop loop;
    mongo::Client client{loop, address};
    MongoInstance store{loop, address};
    Event event = sample_event();
    InventoryId id = inventory_of(event.id);
};

TEST_F(MongoRecoveryTest, registers_that_were_not_written_out_are_found_and_written_out_by_the_next) {
    answer(store.create(event, {}));
    {
        const auto dying = another();
        round(*dying, {hold(1, 2), sell(2, 3), release(3)});
    }
    in_database([](mongo::Database& database) { database.collection(allocations_collection).delete_many({}); });
    ASSERT_EQ(open_registers(), 3U);
    EXPECT_EQ(answer(store.find_register(id, uuid(3, 2)))->sold, tickets(3));
    EXPECT_TRUE(registers_match());
    const auto late = round(store, {hold(3, 1), sell(1, 2), hold(2, 3)});
    EXPECT_EQ(late.outcomes[0].error().reason, AllocationRefusal::superseded);
    EXPECT_TRUE(late.outcomes[1]);
    EXPECT_EQ(late.outcomes[2].error().reason, AllocationRefusal::superseded);
    finish_others();
    run_until(loop, [this] { return count(allocations_collection) == 3 + others; });
    EXPECT_TRUE(registers_match());
}

TEST_F(MongoRecoveryTest, a_written_out_register_leaves_the_document_and_is_still_known) {
    answer(store.create(event, {}));
    round(store, {sell(1, 2), release(2)});
    finish_others();
    run_until(loop, [this, n = 1]() mutable {
        round(store, {hold(4, 1, n++)});
        return open_registers() == 1;
    });
    EXPECT_EQ(round(store, {sell(1, 2)}).outcomes[0]->sold, tickets(2));
    EXPECT_EQ(round(store, {hold(2, 2)}).outcomes[0].error().reason, AllocationRefusal::superseded);
    EXPECT_EQ(answer(store.find_register(id, uuid(3, 1)))->sold, tickets(2));
    EXPECT_TRUE(registers_match());
}

TEST_F(MongoRecoveryTest, a_hold_that_was_written_out_is_sold_and_written_again) {
    answer(store.create(event, {}));
    round(store, {hold(1, 2)});
    in_database([this](mongo::Database& database) {
        database.collection(allocations_collection)
            .insert_one(Document{{"_id", id.text() + "/" + uuid(3, 1).text()}, {"inventory_id", id}}.append_all(
                register_members({.n = 10, .held = tickets(2), .sold = {}, .holder = "ada", .unit_price = {}})));
    });
    round(store, {sell(1, 2)});
    finish_others();
    run_until(loop, [this] { return count(allocations_collection, Document{{"n", 11}}) == 1; });
    EXPECT_TRUE(registers_match());
}

TEST_F(MongoRecoveryTest, an_older_booking_is_looked_for_and_any_where_it_is_not_known_which_is_the_newest) {
    answer(store.create(event, {}));
    round(store, {hold(7, 1)});
    const auto written = [this](int booking) {
        in_database([this, booking](mongo::Database& database) {
            database.collection(allocations_collection)
                .insert_one(
                    Document{{"_id", id.text() + "/" + uuid(3, booking).text()}, {"inventory_id", id}}.append_all(
                        register_members({.n = 99, .held = {}, .sold = {}, .holder = "ada", .unit_price = {}})));
        });
    };
    written(5);
    EXPECT_EQ(round(store, {hold(5, 1)}).outcomes[0].error().reason, AllocationRefusal::superseded);
    written(9);
    in_database([](mongo::Database& database) {
        database.collection(inventories_collection)
            .update_one({}, Document{{"$unset", Document{{"newest", true}}}, {"$inc", Document{{"v", 1}}}});
    });
    EXPECT_EQ(round(store, {hold(9, 1)}).outcomes[0].error().reason, AllocationRefusal::superseded);
}

TEST_F(MongoRecoveryTest, the_document_holds_a_bounded_number_of_registers) {
    event.details.capacity = 1'000;
    event.details.max_tickets_per_user = 700;
    answer(store.create(event, {}));
    for (int first = 0; first < 700; first += 100) {
        std::vector<AllocationCommand> commands;
        for (int booking = first; booking < first + 100; ++booking) commands.push_back(hold(booking, 1));
        for (const auto& outcome : round(store, commands).outcomes) ASSERT_TRUE(outcome);
        EXPECT_LE(open_registers(), open_max);
    }
    EXPECT_EQ(round(store, {hold(900, 1)}).outcomes[0].error().reason, AllocationRefusal::limit_reached);
    EXPECT_EQ(answer(store.find_register(id, uuid(3, 0)))->held, tickets(1));
    EXPECT_EQ(answer(store.find_inventory(id))->room().held, 700);
    EXPECT_TRUE(registers_match());
}

TEST_F(MongoRecoveryTest, a_refusal_is_never_given_from_an_inventory_that_another_has_written_since) {
    answer(store.create(event, {}));
    round(store, {hold(1, 10)});
    const auto other = another();
    round(*other, {release(1)});
    EXPECT_TRUE(round(store, {hold(2, 10)}).outcomes[0]);
}

TEST_F(MongoRecoveryTest, half_an_edit_is_finished_by_whoever_looks) {
    answer(store.create(event, {}));
    const auto next = renamed(event);
    half_an_edit(next);
    const auto record = answer(store.find(event.id));
    EXPECT_EQ(record->event, next);
    EXPECT_EQ(count(inventories_collection, Document{{"pending", Document{{"$exists", true}}}}), 0);
    EXPECT_EQ(count(events_collection, Document{{"description", Document{{"$exists", true}}}}), 0);
}

TEST_F(MongoRecoveryTest, half_an_edit_is_finished_by_a_list_by_the_next_edit_and_at_the_start) {
    answer(store.create(event, {}));
    auto next = renamed(event);
    half_an_edit(next);
    EXPECT_THAT(listed(store, {.words = {"renamed"}}), ElementsAre(event.id));
    next.details.name = "Third";
    ++next.edit;
    half_an_edit(next);
    ++next.edit;
    EXPECT_TRUE(answer(store.replace(next)));
    next.details.name = "Fifth";
    ++next.edit;
    half_an_edit(next);
    const auto starting = another();
    EXPECT_EQ(count(events_collection, Document{{"name", "Fifth"}}), 1);
}

TEST_F(MongoRecoveryTest, an_edit_that_two_finish_late_does_not_undo_a_later_one) {
    answer(store.create(event, {}));
    const auto second = renamed(event);
    auto third = second;
    ++third.edit;
    third.details.name = "Third";
    ASSERT_TRUE(answer(store.replace(second)));
    ASSERT_TRUE(answer(store.replace(third)));
    in_database([&](mongo::Database& database) { write_texts(database, id, pending_texts(second, 2)); });
    EXPECT_EQ(answer(store.find(event.id))->event, third);
}

TEST_F(MongoRecoveryTest, half_a_removal_is_finished) {
    answer(store.create(event, {}));
    auto inventory = *answer(store.find_inventory(id));
    inventory.state = InventoryState::DELETED;
    ++inventory.v;
    half(inventory, pending_removal(inventory.v));
    EXPECT_THAT(listed(store), IsEmpty());
    EXPECT_FALSE(answer(store.find(event.id)));
    EXPECT_EQ(count(events_collection, Document{{"listed", true}}), 0);
}

TEST_F(MongoRecoveryTest, a_key_whose_event_was_not_made_makes_the_first_one_when_it_is_repeated) {
    const KeyedAnswer keyed{{{1}, {2}}, {201, "first", "/events/1"}};
    answer(store.create(event, keyed));
    in_database([](mongo::Database& database) {
        database.collection(inventories_collection).delete_many({});
        database.collection(events_collection).delete_many({});
    });
    const auto repeated = answer(store.create(sample_event(2), keyed));
    EXPECT_EQ(repeated.use, KeyUse::replayed);
    EXPECT_EQ(repeated.answer.body, "first");
    EXPECT_THAT(listed(store), ElementsAre(event.id));
    EXPECT_EQ(answer(store.find(event.id))->event, event);
    EXPECT_EQ(answer(store.create(sample_event(3), keyed)).use, KeyUse::replayed);
    EXPECT_THAT(listed(store), ElementsAre(event.id));
}

TEST_F(MongoRecoveryTest, a_repeated_key_does_not_bring_back_what_was_edited_or_removed_since) {
    const KeyedAnswer keyed{{{1}, {2}}, {201, "first", "/events/1"}};
    answer(store.create(event, keyed));
    answer(store.replace(renamed(event)));
    answer(store.create(event, keyed));
    EXPECT_EQ(answer(store.find(event.id))->event.details.name, "Renamed");
    answer(store.remove(event.id, {}));
    answer(store.create(event, keyed));
    EXPECT_FALSE(answer(store.find(event.id)));
}

TEST_F(MongoRecoveryTest, an_inventory_without_its_texts_is_an_event) {
    answer(store.create(event, {}));
    in_database([&](mongo::Database& database) { database.collection(events_collection).delete_many({}); });
    half(*answer(store.find_inventory(id)), pending_texts(event, 1));
    EXPECT_THAT(listed(store), ElementsAre(event.id));
    EXPECT_EQ(answer(store.find(event.id))->event, event);
}

std::vector<ImportItem> items_from(int first_event, int count) {
    std::vector<ImportItem> items;
    for (int number = 0; number < count; ++number) {
        ImportItem item{.draft = {.name = "Imported", .starts_at = now}, .event = sample_event(first_event + number)};
        item.identity = {static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(number >> 8)};
        item.content = {1};
        items.push_back(std::move(item));
    }
    return items;
}

TEST_F(MongoRecoveryTest, two_importers_of_one_file_make_each_event_once) {
    const auto other = another();
    auto first = start(loop, store.import(items_from(0, 60), now));
    auto second = start(loop, other->import(items_from(1'000, 60), now));
    finish(loop, first);
    finish(loop, second);
    EXPECT_EQ(listed(store, {.limit = 200}).size(), 60U);
}

TEST_F(MongoRecoveryTest, an_import_that_was_cut_off_goes_on_where_it_was) {
    answer(store.import(items_from(0, 20), now));
    in_database([](mongo::Database& database) {
        const Document late{{"_id", Document{{"$gte", sample_event(10).id}}}};
        database.collection(inventories_collection).delete_many(late);
        database.collection(events_collection).delete_many(late);
    });
    const auto again = answer(store.import(items_from(1'000, 20), now));
    EXPECT_EQ(std::ranges::count(again.outcomes, ImportOutcome::unchanged), 10);
    EXPECT_EQ(std::ranges::count(again.outcomes, ImportOutcome::created), 10);
    EXPECT_EQ(listed(store).size(), 20U);
}

TEST_F(MongoRecoveryTest, many_changes_of_an_import_are_laid_over_the_events_as_they_are_now) {
    auto items = items_from(0, 20);
    answer(store.import(items, now));
    auto cancelled = items[7].event;
    ++cancelled.edit;
    cancelled.status = EventStatus::CANCELLED;
    ASSERT_TRUE(answer(store.replace(cancelled)));
    for (auto& item : items) {
        item.content = {2};
        item.draft.name = "Changed";
    }
    const auto changed = answer(store.import(items, now));
    ASSERT_EQ(changed.changed.size(), 20U);
    EXPECT_EQ(changed.changed[7].event.status, EventStatus::CANCELLED);
    EXPECT_EQ(changed.changed[7].event.edit, 3);
    EXPECT_EQ(listed(store, {.words = {"changed"}}).size(), 19U);
    EXPECT_EQ(count(inventories_collection, Document{{"pending", Document{{"$exists", true}}}}), 0);
    EXPECT_EQ(std::ranges::count(answer(store.import(items, now)).outcomes, ImportOutcome::unchanged), 20);
}

}  // namespace
}  // namespace boxoffice::event::test
