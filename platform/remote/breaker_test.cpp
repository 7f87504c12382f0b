#include "platform/remote/breaker.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/random.hpp"

#include <gtest/gtest.h>

namespace boxoffice::remote {

namespace {

using namespace std::chrono_literals;
using State = Breaker::State;

class BreakerTest : public testing::Test {
protected:
    void fail(int times = 1) {
        for (; times > 0; --times) ask().failed();
    }
    void succeed(int times = 1) {
        for (; times > 0; --times) ask().succeeded();
    }
    Breaker::Permit ask() {
        auto permit = breaker.ask();
        EXPECT_TRUE(permit);
        return std::move(*permit);
    }
    bool refuses() { return !breaker.ask(); }

    StandingClock clock;
    CountingRandom random;
    std::vector<State> changes;
    Breaker breaker{clock,
                    random,
                    {.faults_in_a_row = 3, .calls_remembered = 10, .shortest_gap = 100ms, .longest_gap = 400ms},
                    [this](State state) { changes.push_back(state); }};
};

TEST_F(BreakerTest, a_row_of_faults_opens_it) {
    fail(2);
    succeed();
    fail(2);
    EXPECT_EQ(breaker.state(), State::closed);
    fail();
    EXPECT_EQ(breaker.state(), State::open);
    EXPECT_TRUE(refuses());
}

TEST_F(BreakerTest, faults_of_half_of_the_last_calls_open_it) {
    for (int round = 0; round < 4; ++round) {
        fail();
        succeed();
    }
    succeed();
    EXPECT_EQ(breaker.state(), State::closed);
    fail();
    EXPECT_EQ(breaker.state(), State::open);
}

TEST_F(BreakerTest, a_fault_now_and_then_does_not) {
    for (int round = 0; round < 100; ++round) {
        fail();
        succeed(2);
    }
    EXPECT_TRUE(changes.empty());
}

TEST_F(BreakerTest, after_a_gap_one_probe_goes_and_its_success_closes_it) {
    fail(3);
    clock.time += 99ms;
    EXPECT_TRUE(refuses());
    clock.time += 51ms;
    auto probe = ask();
    EXPECT_EQ(breaker.state(), State::half_open);
    EXPECT_TRUE(refuses());
    probe.succeeded();
    EXPECT_EQ(breaker.state(), State::closed);
    EXPECT_EQ(changes, (std::vector{State::open, State::half_open, State::closed}));
    fail(2);
    EXPECT_EQ(breaker.state(), State::closed);
}

TEST_F(BreakerTest, gaps_grow_up_to_a_limit_and_begin_anew) {
    fail(3);
    for (const auto gap : {100ms, 200ms, 400ms, 400ms}) {
        clock.time += gap - 1ms;
        EXPECT_TRUE(refuses());
        clock.time += gap / 2 + 1ms;
        fail();
    }
    clock.time += 600ms;
    succeed();
    fail(3);
    clock.time += 150ms;
    succeed();
    EXPECT_EQ(breaker.state(), State::closed);
}

TEST_F(BreakerTest, gaps_differ_between_callers) {
    CountingRandom other_random;
    std::uint8_t skipped[5];
    other_random.fill(skipped);
    Breaker other(clock, other_random, {.faults_in_a_row = 1, .shortest_gap = 100ms}, [](State) {});
    fail(3);
    other.ask()->failed();
    int apart = 0;
    for (int millisecond = 0; millisecond < 150; ++millisecond) {
        clock.time += 1ms;
        const auto one = breaker.ask();
        const auto two = other.ask();
        if (one.has_value() != two.has_value()) ++apart;
    }
    EXPECT_GT(apart, 0);
}

TEST_F(BreakerTest, a_probe_that_dies_leaves_the_next_one_free) {
    fail(3);
    clock.time += 150ms;
    {
        const auto dies = ask();
    }
    EXPECT_EQ(breaker.state(), State::open);
    succeed();
    EXPECT_EQ(breaker.state(), State::closed);
}

TEST_F(BreakerTest, calls_from_before_say_nothing_of_now) {
    auto slow_fault = ask();
    auto slow_success = ask();
    fail(3);
    slow_success.succeeded();
    EXPECT_EQ(breaker.state(), State::open);
    clock.time += 150ms;
    auto probe = ask();
    slow_fault.failed();
    EXPECT_EQ(breaker.state(), State::half_open);
    probe.succeeded();
    EXPECT_EQ(breaker.state(), State::closed);
}

}  // namespace
}  // namespace boxoffice::remote
