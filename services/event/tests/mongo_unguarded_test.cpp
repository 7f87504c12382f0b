#include "services/event/tests/mongo_competition.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace boxoffice::event::test {
namespace {

// The same sale as in mongo_competition_test.cpp, in a program that leaves the guard on the inventory's version out:
// were the rules kept all the same, that test would prove nothing.
TEST(MongoUnguardedTest, without_the_guard_on_the_version_places_are_sold_twice) {
    setenv("LEAVE_OUT_GUARDS", "inventory_version", 1);  // NOLINT(concurrency-mt-unsafe): before any thread
    const auto sale = compete(4);
    EXPECT_GT(sale.taken, sale.sums.pools.at("all").capacity);
    EXPECT_GT(sale.forgotten, 0);
}

}  // namespace
}  // namespace boxoffice::event::test
