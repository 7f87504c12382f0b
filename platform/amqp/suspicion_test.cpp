#include "platform/amqp/suspicion.hpp"

#include <gmock/gmock.h>

namespace boxoffice::amqp {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Suspicion suspicion{.suspect_after = 3, .suspects_at_once = 2, .alone_after = 5};

std::deque<Delivery> returned(std::initializer_list<std::int64_t> times) {
    std::deque<Delivery> arrived;
    for (const auto each : times)
        arrived.push_back({.tag = static_cast<DeliveryTag>(arrived.size()), .returned = each});
    return arrived;
}

std::vector<DeliveryTag> next(std::deque<Delivery>& arrived, std::size_t most = 100) {
    std::vector<DeliveryTag> tags;
    for (const auto& delivery : suspicion.take_next(arrived, most)) tags.push_back(delivery.tag);
    return tags;
}

}  // namespace

TEST(Suspicion, what_came_back_rarely_is_handed_over_together_in_order) {
    auto arrived = returned({0, 2, 1, 0});
    EXPECT_THAT(next(arrived, 3), ElementsAre(0, 1, 2));
    EXPECT_THAT(next(arrived), ElementsAre(3));
    EXPECT_THAT(next(arrived), IsEmpty());
}

TEST(Suspicion, suspects_come_after_the_others_and_few_at_a_time) {
    auto arrived = returned({3, 0, 4, 3, 2});
    EXPECT_THAT(next(arrived), ElementsAre(1, 4));
    EXPECT_THAT(next(arrived), ElementsAre(0, 2));
    EXPECT_THAT(next(arrived), ElementsAre(3));
}

TEST(Suspicion, whose_last_chance_it_is_comes_first_and_alone) {
    auto arrived = returned({0, 5, 3, 7});
    EXPECT_THAT(next(arrived), ElementsAre(1));
    EXPECT_THAT(next(arrived), ElementsAre(3));
    EXPECT_THAT(next(arrived), ElementsAre(0));
    EXPECT_THAT(next(arrived), ElementsAre(2));
}

}  // namespace boxoffice::amqp
