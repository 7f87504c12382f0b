#include "services/event/tests/company.hpp"

namespace boxoffice::event::test {
namespace {

class EventsTest : public testing::Test {
protected:
    EventView get() { return company.answer(company.events.get({}, id)).value(); }
    EditRejection refusal(EventChanges changes, std::optional<EditGuard> guard = {},
                          const Context& context = organizer()) {
        return company.edit(id, std::move(changes), std::move(guard), context).error().reason;
    }

    Company company;
    EventView created = company.create();
    EventId id = created.event->id;
};

TEST_F(EventsTest, a_created_event_belongs_to_its_maker) {
    EXPECT_EQ(created.event->organizer_id.text(), organizer().caller.subject);
    EXPECT_EQ(created.event->created_at, now);
    EXPECT_EQ(*get().event, *created.event);
    EXPECT_EQ(get().inventory->room(), (Pool{10, 0, 0}));
}

TEST_F(EventsTest, an_edit_changes_the_members_given_and_nothing_else) {
    company.clock.advance(std::chrono::minutes(1));
    const auto edited = company.edit(id, {.name = to(std::string("Renamed")), .city = {.given = true, .value = {}}});
    ASSERT_TRUE(edited);
    auto expected = *created.event;
    expected.details.name = "Renamed";
    expected.details.city = {};
    expected.edit = 2;
    expected.updated_at = now + std::chrono::minutes(1);
    EXPECT_EQ(*edited->event, expected);
    EXPECT_EQ(*get().event, expected);
    EXPECT_EQ(get().inventory->event.name, "Renamed");
}

TEST_F(EventsTest, an_edit_of_nothing_is_no_edit) {
    const auto same = company.edit(id, {.name = to(created.event->details.name), .status = to(EventStatus::PUBLISHED)});
    EXPECT_EQ(same->event->edit, 1);
}

TEST_F(EventsTest, only_its_organizer_and_admins_edit_an_event) {
    EXPECT_EQ(refusal(cancelling(), {}, other_organizer()), EditRejection::forbidden);
    EXPECT_EQ(refusal(cancelling(), {}, as(Role::attendee, 1)), EditRejection::forbidden);
    EXPECT_EQ(company.answer(company.events.remove(other_organizer(), id, {})).error().reason,
              EditRejection::forbidden);
    EXPECT_TRUE(company.edit(id, {.price = to<std::int64_t>(1)}, {}, admin()));
}

TEST_F(EventsTest, read_only_members_are_taken_as_they_are_and_else_refused) {
    const EventChanges same{.id = to(id.text()),
                            .organizer_id = to(created.event->organizer_id.text()),
                            .available = to<std::int64_t>(10),
                            .created_at = to(now),
                            .updated_at = to(now)};
    EXPECT_TRUE(company.edit(id, same));
    const auto rejected = company.edit(id, {.id = to(std::string("x")), .available = to<std::int64_t>(9)}).error();
    EXPECT_EQ(rejected.reason, EditRejection::invalid);
    ASSERT_EQ(rejected.faults.size(), 2U);
    EXPECT_EQ(rejected.faults[0].pointer, "/id");
    EXPECT_EQ(rejected.faults[1].pointer, "/available");
}

TEST_F(EventsTest, sales_since_it_was_read_do_not_make_an_edit_stale) {
    company.apply(id, hold(1, 4));
    const EventChanges as_read{.name = to(std::string("Renamed")), .available = to<std::int64_t>(10)};
    EXPECT_EQ(refusal(as_read), EditRejection::invalid);
    EXPECT_TRUE(company.edit(id, as_read, EditGuard{.any = false, .edits = {1}}));
}

TEST_F(EventsTest, a_guard_of_another_edit_is_stale) {
    const EventChanges changes{.name = to(std::string("Renamed"))};
    EXPECT_EQ(refusal(changes, EditGuard{.any = false, .edits = {2}}), EditRejection::stale);
    EXPECT_TRUE(company.edit(id, changes, EditGuard{.any = false, .edits = {7, 1}}));
    EXPECT_EQ(refusal(cancelling(), EditGuard{.any = false, .edits = {1}}), EditRejection::stale);
    EXPECT_EQ(
        company.answer(company.events.remove(organizer(), id, EditGuard{.any = false, .edits = {1}})).error().reason,
        EditRejection::stale);
    EXPECT_TRUE(company.edit(id, cancelling(), EditGuard{.any = true, .edits = {}}));
}

TEST_F(EventsTest, edits_at_the_same_time_are_all_kept) {
    auto first = start(company.loop, company.events.edit(organizer(), id, {.name = to(std::string("One"))}, {}));
    auto second = start(company.loop, company.events.edit(organizer(), id, {.venue = to(std::string("Two"))}, {}));
    company.loop.restart();
    company.loop.run();
    ASSERT_TRUE(first.get());
    ASSERT_TRUE(second.get());
    EXPECT_EQ(get().event->details.name, "One");
    EXPECT_EQ(get().event->details.venue, "Two");
    EXPECT_EQ(get().event->edit, 3);
}

TEST_F(EventsTest, an_edit_of_two_members_that_contradict_the_rest_is_invalid) {
    const auto rejected = company.edit(id, {.ends_at = to(now)}).error();
    EXPECT_EQ(rejected.reason, EditRejection::invalid);
    EXPECT_EQ(rejected.faults[0].pointer, "/ends_at");
}

TEST_F(EventsTest, the_capacity_cannot_be_less_than_what_is_held_and_sold) {
    company.apply(id, hold(1, 4));
    EXPECT_EQ(refusal({.capacity = to<std::int64_t>(3)}), EditRejection::capacity_too_small);
    EXPECT_EQ(company.edit(id, {.capacity = to<std::int64_t>(4)})->inventory->room(), (Pool{4, 4, 0}));
    EXPECT_EQ(company.apply(id, hold(2, 1)).error().reason, AllocationRefusal::sold_out);
}

TEST_F(EventsTest, a_new_price_is_that_of_new_holds) {
    company.edit(id, {.price = to<std::int64_t>(9)});
    EXPECT_EQ(company.apply(id, hold(1, 1))->entry->unit_price.at("ga"), 9);
}

TEST_F(EventsTest, a_suspended_event_gives_no_holds_until_it_is_published_again) {
    company.edit(id, {.status = to(EventStatus::SUSPENDED)});
    EXPECT_EQ(company.apply(id, hold(1, 1)).error().reason, AllocationRefusal::sales_suspended);
    EXPECT_EQ(company.answer(company.listings.list({}))->size(), 1U);
    company.edit(id, {.status = to(EventStatus::PUBLISHED)});
    EXPECT_TRUE(company.apply(id, hold(1, 1)));
}

TEST_F(EventsTest, a_cancelled_event_gives_no_holds_and_the_booking_service_is_told) {
    company.apply(id, hold(1, 1));
    ASSERT_TRUE(company.edit(id, cancelling()));
    EXPECT_TRUE(run_until(company.loop, [&] { return !company.bookings.closed.empty(); }));
    EXPECT_THAT(company.bookings.closed, testing::ElementsAre(id));
    EXPECT_EQ(company.apply(id, hold(2, 1)).error().reason, AllocationRefusal::event_cancelled);
    EXPECT_EQ(get().event->status, EventStatus::CANCELLED);
    EXPECT_TRUE(company.answer(company.listings.list({}))->empty());
    EXPECT_EQ(refusal({.status = to(EventStatus::PUBLISHED)}), EditRejection::cancelled);
    ASSERT_TRUE(company.edit(id, cancelling()));
    EXPECT_EQ(company.bookings.asked, 1);
}

TEST_F(EventsTest, an_event_with_bookings_is_not_deleted) {
    company.apply(id, hold(1, 1));
    EXPECT_EQ(company.answer(company.events.remove(organizer(), id, {})).error().reason, EditRejection::has_bookings);
    company.apply(id, release(1));
    ASSERT_TRUE(company.answer(company.events.remove(organizer(), id, {})));
    EXPECT_FALSE(company.answer(company.events.get({}, id)));
    EXPECT_EQ(company.answer(company.events.remove(organizer(), id, {})).error().reason,
              EditRejection::event_not_found);
    EXPECT_EQ(company.apply(id, hold(2, 1)).error().reason, AllocationRefusal::inventory_not_found);
}

TEST_F(EventsTest, what_is_read_after_a_sale_has_its_version) {
    get();
    company.apply(id, hold(1, 3));
    EXPECT_EQ(get().inventory->v, 2);
    EXPECT_EQ(get().inventory->room().available(), 7);
}

}  // namespace
}  // namespace boxoffice::event::test
