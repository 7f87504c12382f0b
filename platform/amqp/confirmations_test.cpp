#include "platform/amqp/confirmations.hpp"

#include <gtest/gtest.h>

namespace boxoffice::amqp {

namespace {

Confirmations expecting(std::uint64_t first, int count) {
    Confirmations confirmations;
    for (int i = 0; i < count; ++i) confirmations.expect(first + static_cast<unsigned>(i), "m" + std::to_string(i));
    return confirmations;
}

}  // namespace

TEST(Confirmations, are_complete_when_every_message_is_settled_in_any_order) {
    auto burst = expecting(5, 4);
    burst.hear({.number = 8});
    burst.hear({.number = 6, .and_all_before = true});
    EXPECT_FALSE(burst.complete());
    burst.hear({.number = 7});
    EXPECT_TRUE(burst.complete());
    for (std::size_t i = 0; i < 4; ++i) EXPECT_FALSE(burst.fault(i));
}

TEST(Confirmations, of_another_burst_and_repeated_ones_do_not_count) {
    auto burst = expecting(5, 2);
    burst.hear({.number = 4, .and_all_before = true});
    burst.hear({.number = 9});
    burst.hear({.number = 5});
    burst.hear({.number = 5});
    EXPECT_FALSE(burst.complete());
    EXPECT_TRUE(burst.fault(1));
}

TEST(Confirmations, a_refused_and_a_returned_message_is_a_fault) {
    auto burst = expecting(1, 3);
    burst.hear({.number = 1, .taken = false});
    burst.hear(Returned{.message_id = "m1", .why = "NO_ROUTE"});
    burst.hear({.number = 3, .and_all_before = true});
    EXPECT_TRUE(burst.complete());
    EXPECT_TRUE(burst.any_returned());
    EXPECT_TRUE(burst.fault(0));
    EXPECT_NE(burst.fault(1)->find("NO_ROUTE"), std::string::npos);
    EXPECT_FALSE(burst.fault(2));
}

}  // namespace boxoffice::amqp
