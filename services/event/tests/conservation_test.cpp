#include "services/event/tests/company.hpp"

namespace boxoffice::event::test {
namespace {

TEST(ConservationTest, sums_that_add_up_have_no_imbalance) {
    Company company;
    const auto id = company.create().event->id;
    company.create();
    company.apply(id, hold(1, 3));
    company.apply(id, sell(2, 2));
    const auto report = company.answer(company.conservation.check());
    EXPECT_EQ(report.inventories, 2);
    EXPECT_EQ(report.capacity, 20);
    EXPECT_EQ(report.held, 3);
    EXPECT_EQ(report.sold, 2);
    EXPECT_TRUE(report.imbalances.empty());
    EXPECT_NE(company.metrics.text().find("boxoffice_tickets_available{service=\"event\"} 15"), std::string::npos)
        << company.metrics.text();
}

TEST(ConservationTest, a_ticket_too_many_is_found) {
    Company company;
    const auto id = company.create().event->id;
    company.apply(id, hold(1, 3));
    sqlite::Connection file(company.folder.file("event.sqlite"), {});
    file.execute("UPDATE pool SET held = 4");
    const auto report = company.answer(company.conservation.check());
    ASSERT_EQ(report.imbalances.size(), 1U);
    EXPECT_EQ(report.imbalances[0].inventory_id, inventory_of(id));
    EXPECT_EQ(report.imbalances[0].counted.held, 4);
    EXPECT_EQ(report.imbalances[0].registered.held, 3);
}

class SalesStopTest : public testing::Test {
protected:
    SalesStopTest() {
        company.apply(id, hold(1, 3));
        company.apply(id, hold(2, 2));
    }
    void change_file(const char* sql) {
        sqlite::Connection file(company.folder.file("event.sqlite"), {});
        file.execute(sql);
    }
    EventStatus status(EventId event_id) { return company.answer(company.events.get({}, event_id))->event->status; }
    void check() { company.answer(company.conservation.check()); }
    std::expected<EventView, EditRejected> resume() {
        return company.edit(id, {.status = to(EventStatus::PUBLISHED)}, {}, admin());
    }

    static constexpr const char* break_a_register = R"(UPDATE allocation SET held = 'ga=1' WHERE tickets = 3)";
    static constexpr const char* repair_it = R"(UPDATE allocation SET held = 'ga=3' WHERE tickets = 3)";

    Company company;
    EventId id = company.create().event->id;
};

TEST_F(SalesStopTest, an_event_that_does_not_add_up_gives_no_holds_and_takes_what_ends_bookings) {
    const auto other = company.create().event->id;
    change_file(break_a_register);
    check();
    EXPECT_EQ(status(id), EventStatus::SUSPENDED);
    EXPECT_EQ(company.apply(id, hold(3, 1)).error().reason, AllocationRefusal::sales_suspended);
    EXPECT_TRUE(company.apply(id, sell(2, 2, 11))) << "what is held can be sold";
    EXPECT_TRUE(company.apply(id, release(2, 20)));
    EXPECT_EQ(status(other), EventStatus::PUBLISHED);
    EXPECT_TRUE(company.apply(other, hold(4, 1)));
    EXPECT_NE(company.metrics.text().find("boxoffice_sales_suspensions_total{service=\"event\"} 1"), std::string::npos);
}

TEST_F(SalesStopTest, sales_go_on_only_when_the_sums_are_right_again) {
    change_file(break_a_register);
    check();
    EXPECT_EQ(resume().error().reason, EditRejection::does_not_add_up);
    EXPECT_TRUE(company.edit(id, {.name = to<std::string>("Renamed")})) << "other edits go on";
    EXPECT_EQ(status(id), EventStatus::SUSPENDED);
    change_file(repair_it);
    EXPECT_TRUE(resume());
    EXPECT_TRUE(company.apply(id, hold(3, 1)));
    check();
    EXPECT_EQ(status(id), EventStatus::PUBLISHED);
}

TEST_F(SalesStopTest, what_adds_up_is_sold_on) {
    check();
    EXPECT_EQ(status(id), EventStatus::PUBLISHED);
}

TEST_F(SalesStopTest, a_cancelled_event_stays_cancelled) {
    company.edit(id, cancelling());
    change_file(break_a_register);
    check();
    EXPECT_EQ(status(id), EventStatus::CANCELLED);
}

TEST_F(SalesStopTest, an_event_is_checked_again_and_again) {
    company.scope.spawn(company.conservation.run(std::chrono::minutes(1)));
    ASSERT_TRUE(run_until(company.loop, [&] { return company.clock.next().has_value(); }));
    EXPECT_EQ(status(id), EventStatus::PUBLISHED);
    change_file(break_a_register);
    company.clock.advance(std::chrono::minutes(1));
    ASSERT_TRUE(run_until(company.loop, [&] { return company.clock.next().has_value(); }));
    EXPECT_EQ(status(id), EventStatus::SUSPENDED);
}

}  // namespace
}  // namespace boxoffice::event::test
