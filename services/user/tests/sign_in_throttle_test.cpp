#include "services/user/domain/sign_in_throttle.hpp"

#include <gtest/gtest.h>

namespace boxoffice::user {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp start{std::chrono::milliseconds(1'800'000'000'000)};

TEST(SignInThrottleTest, ten_failures_close_an_account_until_the_window_ends) {
    SignInThrottle throttle;
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(throttle.wait("ann", "192.0.2." + std::to_string(i), start), std::nullopt);
        throttle.failed("ann", "192.0.2." + std::to_string(i), start);
    }
    EXPECT_EQ(throttle.wait("ann", "192.0.2.99", start + 1min), 14min);
    EXPECT_EQ(throttle.wait("ann", "192.0.2.99", start + 15min - 1ms), 1s);
    EXPECT_EQ(throttle.wait("ann", "192.0.2.99", start + 15min), std::nullopt);
    EXPECT_EQ(throttle.wait("bob", "192.0.2.99", start), std::nullopt);
}

TEST(SignInThrottleTest, a_hundred_failures_close_an_address) {
    SignInThrottle throttle;
    for (int i = 0; i < 99; ++i) throttle.failed("user" + std::to_string(i), "192.0.2.1", start);
    EXPECT_EQ(throttle.wait("ann", "192.0.2.1", start), std::nullopt);
    throttle.failed_address("192.0.2.1", start);
    EXPECT_EQ(throttle.wait("ann", "192.0.2.1", start), 15min);
    EXPECT_EQ(throttle.wait("ann", "192.0.2.2", start), std::nullopt);
}

TEST(SignInThrottleTest, a_new_window_begins_with_no_failures) {
    SignInThrottle throttle;
    for (int i = 0; i < 10; ++i) throttle.failed("ann", "a", start);
    throttle.failed("ann", "a", start + 15min);
    EXPECT_EQ(throttle.wait("ann", "a", start + 15min), std::nullopt);
}

TEST(FailureCounterTest, where_there_are_too_many_keys_the_oldest_is_forgotten) {
    FailureCounter counter(1, 15min, 2);
    for (const auto* key : {"first", "second", "third"}) counter.count(key, start);
    EXPECT_EQ(counter.closed_until("first", start), std::nullopt);
    EXPECT_EQ(counter.closed_until("second", start), start + 15min);
    EXPECT_EQ(counter.closed_until("third", start), start + 15min);
}

}  // namespace
}  // namespace boxoffice::user
