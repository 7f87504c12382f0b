#include "services/event/tests/company.hpp"
#include "services/event/tests/counting_store.hpp"

namespace boxoffice::event::test {
namespace {

class ListingsTest : public testing::Test {
protected:
    ListingsTest() { company.create(); }

    std::future<Listings::Listing> ask(EventFilter filter = {}) {
        return start(company.loop, listings.list(std::move(filter)));
    }
    std::size_t number_of(std::future<Listings::Listing>& asked) { return finish(company.loop, asked)->size(); }

    Task<> create_and_ask() {
        co_await company.events.create(organizer(), sample_event().details, {},
                                       [](const EventView&) { return KeptAnswer{201, "", ""}; });
        later = ask();
    }

    Company company;
    CountingStore store{company.store};
    Listings listings{store, company.scope};
    std::future<Listings::Listing> later;
};

TEST_F(ListingsTest, who_asks_the_same_at_once_shares_a_read) {
    std::vector<std::future<Listings::Listing>> asked;
    for (int i = 0; i < 10; ++i) asked.push_back(ask());
    for (auto& each : asked) EXPECT_EQ(number_of(each), 1U);
    EXPECT_LE(store.lists, 2);
}

TEST_F(ListingsTest, who_asks_something_else_gets_something_else) {
    auto all = ask();
    auto none = ask({.words = {"nowhere"}});
    EXPECT_EQ(number_of(all), 1U);
    EXPECT_EQ(number_of(none), 0U);
}

TEST_F(ListingsTest, who_asks_after_a_change_sees_it_though_a_read_from_before_is_under_way) {
    store.after_list = [this] { return create_and_ask(); };
    auto earlier = ask();
    EXPECT_EQ(number_of(earlier), 1U);
    EXPECT_EQ(number_of(later), 2U);
}

TEST_F(ListingsTest, more_different_lists_than_are_kept_are_answered) {
    std::vector<std::future<Listings::Listing>> none;
    for (int i = 0; i < 200; ++i) none.push_back(ask({.words = {std::to_string(i)}}));
    for (auto& each : none) EXPECT_EQ(number_of(each), 0U);
    EXPECT_EQ(store.lists, 200);
    auto all = ask();
    EXPECT_EQ(number_of(all), 1U);
}

}  // namespace
}  // namespace boxoffice::event::test
