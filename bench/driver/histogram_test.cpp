#include "bench/driver/histogram.hpp"

#include <gtest/gtest.h>

namespace boxoffice::load {
namespace {

TEST(Histogram, an_empty_one_says_nothing) {
    const Histogram histogram;
    EXPECT_EQ(histogram.latency().count, 0U);
    EXPECT_EQ(histogram.latency().p99_ms, 0);
}

TEST(Histogram, short_durations_are_exact) {
    Histogram histogram;
    for (std::uint64_t microseconds = 1; microseconds <= 100; ++microseconds) histogram.add(microseconds);
    EXPECT_EQ(histogram.at(0.5), 50U);
    EXPECT_EQ(histogram.at(0.99), 99U);
    EXPECT_EQ(histogram.at(1), 100U);
}

TEST(Histogram, long_durations_are_known_to_one_in_a_hundred) {
    for (std::uint64_t microseconds = 1; microseconds < 100'000'000'000; microseconds = microseconds * 3 + 1) {
        Histogram histogram;
        histogram.add(microseconds);
        histogram.add(2 * microseconds);
        const auto median = static_cast<double>(histogram.at(0.5));
        EXPECT_NEAR(median / static_cast<double>(microseconds), 1, 0.01) << microseconds;
        EXPECT_EQ(histogram.at(1), 2 * microseconds);
    }
}

TEST(Histogram, the_slowest_is_never_rounded_away) {
    Histogram histogram;
    for (int i = 0; i < 10'000; ++i) histogram.add(1'000);
    histogram.add(1'234'567);
    const auto latency = histogram.latency();
    EXPECT_NEAR(latency.p999_ms, 1, 0.01);
    EXPECT_EQ(latency.max_ms, 1234.567);
    EXPECT_EQ(latency.curve.back().ms, 1234.567);
}

}  // namespace
}  // namespace boxoffice::load
