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

}  // namespace
}  // namespace boxoffice::event::test
