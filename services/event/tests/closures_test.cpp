#include "services/event/tests/company.hpp"

namespace boxoffice::event::test {
namespace {

TEST(ClosuresTest, the_booking_service_is_asked_in_growing_gaps_until_it_answers) {
    Company company;
    const auto id = company.create().event->id;
    company.bookings.silent = true;
    ASSERT_TRUE(company.edit(id, cancelling()));
    ASSERT_TRUE(run_until(company.loop, [&] { return company.clock.next().has_value(); }));
    for (const int seconds : {1, 2, 4, 8, 16, 32, 60, 60}) {
        EXPECT_EQ(company.clock.next(), std::chrono::seconds(seconds));
        company.clock.advance(std::chrono::seconds(seconds));
        ASSERT_TRUE(run_until(company.loop, [&] { return company.clock.next().has_value(); }));
    }
    EXPECT_EQ(company.bookings.asked, 9);
    EXPECT_EQ(company.answer(company.store.closures_to_tell()).size(), 1U);
    company.bookings.silent = false;
    company.clock.advance(std::chrono::minutes(1));
    ASSERT_TRUE(run_until(company.loop, [&] { return company.scope.running() == 0; }));
    EXPECT_THAT(company.bookings.closed, testing::ElementsAre(id));
    EXPECT_TRUE(company.answer(company.store.closures_to_tell()).empty());
}

TEST(ClosuresTest, what_was_not_told_before_a_stop_is_told_at_the_next_start) {
    Company company;
    auto event = sample_event();
    company.answer(company.store.create(event, {}));
    event.edit = 2;
    event.status = EventStatus::CANCELLED;
    company.answer(company.store.replace(event));
    company.answer(company.closures.recover());
    EXPECT_TRUE(run_until(company.loop, [&] { return company.scope.running() == 0; }));
    EXPECT_THAT(company.bookings.closed, testing::ElementsAre(event.id));
}

TEST(ClosuresTest, what_another_instance_left_untold_is_told_once) {
    Company company;
    company.scope.spawn(company.closures.run(std::chrono::seconds(30)));
    ASSERT_TRUE(run_until(company.loop, [&] { return company.clock.next().has_value(); }));
    auto event = sample_event();
    company.answer(company.store.create(event, {}));
    event.edit = 2;
    event.status = EventStatus::CANCELLED;
    company.answer(company.store.replace(event));
    company.bookings.silent = true;
    company.clock.advance(std::chrono::seconds(30));
    ASSERT_TRUE(run_until(company.loop, [&] { return company.bookings.asked == 1; }));
    company.closures.tell(event.id);
    company.bookings.silent = false;
    company.clock.advance(std::chrono::seconds(1));
    ASSERT_TRUE(run_until(company.loop, [&] { return company.bookings.closed.size() == 1; }));
    EXPECT_EQ(company.bookings.asked, 2);
}

}  // namespace
}  // namespace boxoffice::event::test
