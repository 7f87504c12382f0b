#include "services/event/tests/mongo_competition.hpp"

#include <gtest/gtest.h>

namespace boxoffice::event::test {
namespace {

class MongoCompetitionTest : public testing::TestWithParam<std::size_t> {};

TEST_P(MongoCompetitionTest, instances_that_sell_the_last_tickets_together_sell_each_once) {
    const auto sale = compete(GetParam());
    const auto& all = sale.sums.pools.at("all");
    const auto& vip = sale.sums.pools.at("vip");
    EXPECT_EQ(sale.forgotten, 0);
    EXPECT_EQ(all.held, 0);
    EXPECT_EQ(all.sold, sale.taken);
    EXPECT_EQ(vip.sold, sale.taken_vip);
    EXPECT_LE(vip.sold, vip.capacity);
    EXPECT_LE(all.sold, all.capacity);
    EXPECT_GT(all.sold, all.capacity / 2);
    for (const auto& [id, pool] : sale.sums.pools) {
        EXPECT_EQ(sale.sums.registered.at(id).held, pool.held) << id;
        EXPECT_EQ(sale.sums.registered.at(id).sold, pool.sold) << id;
    }
}

INSTANTIATE_TEST_SUITE_P(Instances, MongoCompetitionTest, testing::Values(2, 4));

}  // namespace
}  // namespace boxoffice::event::test
