#include "services/booking/app/admission.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <functional>

namespace boxoffice::booking {
namespace {

using std::chrono::milliseconds;

/// Requests that come evenly, and a server that serves those inside as `served_per_s(inside)` says, in their order,
/// none before `quickest`.
class Rush {
public:
    using Speed = std::function<double(std::size_t inside)>;

    explicit Rush(Admission::Limits limits = {.least = 4, .most = 256}) : admission(limits) {}

    struct Seen {
        double served_per_s = 0;
        milliseconds slowest{};
        std::size_t refused = 0;
    };
    /// Lets time pass; what happened meanwhile.
    Seen pass(std::chrono::seconds length, double offered_per_s, const Speed& speed) {
        Seen seen;
        std::size_t served = 0;
        for (const auto end = now_ + length; now_ < end; now_ += milliseconds(1)) {
            for (due_ += offered_per_s / 1000; due_ >= 1; due_ -= 1) {
                if (admission.enter(now_))
                    inside_.push_back(now_);
                else
                    ++seen.refused;
            }
            for (done_ += speed(inside_.size()) / 1000; done_ >= 1; done_ -= 1) {
                if (inside_.empty() || now_ < inside_.front() + quickest) continue;
                seen.slowest = std::max(seen.slowest, milliseconds(now_ - inside_.front()));
                admission.leave(inside_.front(), now_);
                inside_.pop_front();
                ++served;
            }
        }
        seen.served_per_s = static_cast<double>(served) / static_cast<double>(length.count());
        return seen;
    }

    /// So many come in one moment; how many are refused.
    std::size_t burst(std::size_t count) {
        std::size_t refused = 0;
        for (; count > 0; --count) {
            if (admission.enter(now_))
                inside_.push_back(now_);
            else
                ++refused;
        }
        return refused;
    }

    Admission admission;
    milliseconds quickest{5};

private:
    Timestamp now_{milliseconds(1'900'000'000'000)};
    std::deque<Timestamp> inside_;
    double due_ = 0;
    double done_ = 0;
};

/// A gateway that takes 500 payments a second, however many wait.
double gateway(std::size_t) { return 500; }

/// Commits are shared: the more at once, the more are done.
double shared_commits(std::size_t inside) {
    const auto n = static_cast<double>(inside);
    return 12'000 * n / (n + 40);
}

/// More than the gateway takes is offered: after six seconds it is busy, and nobody inside waits long.
void expect_served_quickly(Admission::Limits limits, double offered_per_s) {
    Rush rush(limits);
    const auto before = rush.pass(std::chrono::seconds(10), 350, gateway);
    rush.pass(std::chrono::seconds(6), offered_per_s, gateway);
    const auto during = rush.pass(std::chrono::seconds(20), offered_per_s, gateway);
    EXPECT_GE(during.served_per_s, 450);
    EXPECT_LE(during.slowest, 3 * before.slowest + milliseconds(10));
}

}  // namespace

TEST(Admission, two_thousand_who_come_at_once_are_let_in) {
    Admission admission;
    for (int i = 0; i < 2'000; ++i) EXPECT_TRUE(admission.enter(Timestamp(milliseconds(1'900'000'000'000))));
}

TEST(Admission, nobody_is_refused_below_what_is_served) {
    Rush rush;
    EXPECT_EQ(rush.pass(std::chrono::seconds(20), 350, gateway).refused, 0U);
    EXPECT_EQ(rush.admission.limit(), 256U);
}

TEST(Admission, under_ten_times_the_load_nearly_all_that_can_be_served_is_and_quickly) {
    expect_served_quickly({.least = 4, .most = 256}, 5'000);
}

TEST(Admission, that_more_is_served_again_after_a_pause_is_no_reason_to_let_more_in) {
    Rush rush({.least = 4, .most = 256});
    // Every three seconds the gateway takes 300 a second for a while, and comes back within a second and a half.
    const auto stumbles = [ms = 0](std::size_t) mutable { return std::min(500.0, 300 + 0.14 * (ms++ % 3'000)); };
    rush.pass(std::chrono::seconds(10), 350, gateway);
    rush.pass(std::chrono::seconds(6), 2'500, gateway);
    const auto during = rush.pass(std::chrono::seconds(60), 2'500, stumbles);
    EXPECT_GE(during.served_per_s, 400);
    EXPECT_LE(during.slowest, milliseconds(45));
}

TEST(Admission, with_a_limit_that_does_not_move_the_same_load_waits_half_a_second) {
    Rush rush({.least = 256, .most = 256});
    rush.pass(std::chrono::seconds(5), 5'000, gateway);
    EXPECT_GT(rush.pass(std::chrono::seconds(5), 5'000, gateway).slowest, milliseconds(500));
}

TEST(Admission, a_queue_that_stands_is_seen_though_the_most_is_never_reached) {
    expect_served_quickly({.least = 4, .most = 4'096}, 1'000);
}

TEST(Admission, a_burst_that_is_being_served_is_served_to_its_end) {
    Rush rush({.least = 4, .most = 4'096});
    rush.pass(std::chrono::seconds(5), 100, gateway);
    EXPECT_EQ(rush.burst(2'000), 0U);
    EXPECT_EQ(rush.pass(std::chrono::seconds(5), 50, gateway).refused, 0U) << "nor are the few who come meanwhile";
    EXPECT_EQ(rush.admission.limit(), 4'096U);
}

TEST(Admission, a_few_whose_gateway_is_slow_are_no_crowd) {
    Rush rush({.least = 4, .most = 4'096});
    const auto unhurried = [](std::size_t inside) { return static_cast<double>(inside) / 2; };
    rush.pass(std::chrono::seconds(10), 10, gateway);
    EXPECT_EQ(rush.pass(std::chrono::seconds(20), 10, unhurried).refused, 0U);
}

TEST(Admission, a_gateway_that_becomes_slow_but_serves_all_costs_nobody_more_than_a_few_seconds) {
    Rush rush({.least = 4, .most = 4'096});
    // Each takes two seconds, whoever else is inside.
    const auto unhurried = [](std::size_t inside) { return static_cast<double>(inside) / 2; };
    rush.pass(std::chrono::seconds(10), 100, gateway);
    rush.pass(std::chrono::seconds(10), 100, unhurried);
    const auto seen = rush.pass(std::chrono::seconds(20), 100, unhurried);
    EXPECT_GE(seen.served_per_s, 90);
    EXPECT_LE(seen.refused, 200U);
}

TEST(Admission, where_more_at_once_gives_more_it_stays_high) {
    Rush rush;
    rush.quickest = milliseconds(3);
    rush.pass(std::chrono::seconds(10), 20'000, shared_commits);
    const auto seen = rush.pass(std::chrono::seconds(20), 20'000, shared_commits);
    EXPECT_GE(seen.served_per_s, 0.9 * shared_commits(128));
}

TEST(Admission, when_the_rush_is_over_all_are_let_in_again_within_a_few_seconds) {
    Rush rush;
    rush.pass(std::chrono::seconds(20), 5'000, gateway);
    ASSERT_LT(rush.admission.limit(), 64U);
    rush.pass(std::chrono::seconds(5), 100, gateway);
    EXPECT_EQ(rush.admission.limit(), 256U);
    EXPECT_EQ(rush.pass(std::chrono::seconds(10), 350, gateway).refused, 0U);
}

TEST(Admission, a_silent_neighbour_leaves_few_inside_and_its_return_brings_all_back) {
    Rush rush;
    const auto silent = [](std::size_t) { return 0.0; };
    rush.pass(std::chrono::seconds(10), 2'000, silent);
    EXPECT_EQ(rush.admission.limit(), 4U);
    rush.pass(std::chrono::seconds(10), 2'000, gateway);
    EXPECT_GE(rush.pass(std::chrono::seconds(5), 2'000, gateway).served_per_s, 450);
}

}  // namespace boxoffice::booking
