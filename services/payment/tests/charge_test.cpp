#include "services/payment/domain/charge.hpp"
#include "services/payment/domain/misbehaviour.hpp"

#include <gtest/gtest.h>

namespace boxoffice::payment {

namespace {

ChargeRequest good() { return {.key = "k", .user_id = "u", .amount = 1}; }

std::size_t faults_of(const ChargeRequest& request) {
    Faults faults;
    check(request, faults);
    return faults.take().size();
}

}  // namespace

TEST(Charge, a_good_request_has_no_fault) { EXPECT_EQ(faults_of(good()), 0U); }

TEST(Charge, amounts_reach_from_one_to_the_largest_exact_number) {
    for (const auto& [amount, faults] :
         std::map<std::int64_t, std::size_t>{{-1, 1}, {0, 1}, {1, 0}, {amount_max, 0}, {amount_max + 1, 1}}) {
        auto request = good();
        request.amount = amount;
        EXPECT_EQ(faults_of(request), faults) << amount;
    }
}

TEST(Charge, every_fault_is_found) {
    EXPECT_EQ(faults_of({.key = std::string(256, 'k'),
                         .user_id = "",
                         .amount = 0,
                         .currency = "eur",
                         .booking_id = "\x01",
                         .payment_method = "pm_unknown"}),
              6U);
}

TEST(Charge, a_repeat_is_the_same_in_every_member) {
    const Payment payment{.user_id = "u", .amount = 1, .currency = "EUR"};
    EXPECT_TRUE(is_repeat(payment, good()));
    auto other = good();
    other.amount = 2;
    EXPECT_FALSE(is_repeat(payment, other));
    other = good();
    other.booking_id = "b";
    EXPECT_FALSE(is_repeat(payment, other));
    other = good();
    other.payment_method = "pm_slow";
    EXPECT_FALSE(is_repeat(payment, other));
    other = good();
    other.user_id = "v";
    EXPECT_FALSE(is_repeat(payment, other));
    other = good();
    other.currency = "USD";
    EXPECT_FALSE(is_repeat(payment, other));
}

TEST(MisbehaviourPlan, nothing_goes_wrong_at_rate_0_and_everything_at_rate_1) {
    const MisbehaviourPlan never{.rate = 0, .seed = 7};
    const MisbehaviourPlan always{.rate = 1, .seed = 7};
    for (std::uint64_t i = 0; i < 1000; ++i) {
        EXPECT_EQ(never.at(i), Misbehaviour::none);
        EXPECT_NE(always.at(i), Misbehaviour::none);
    }
}

TEST(MisbehaviourPlan, a_rate_is_kept_with_errors_and_silences_in_equal_parts) {
    const MisbehaviourPlan plan{.rate = 0.2, .seed = 42};
    std::map<Misbehaviour, int> counted;
    for (std::uint64_t i = 0; i < 10'000; ++i) ++counted[plan.at(i)];
    EXPECT_NEAR(counted[Misbehaviour::error], 1000, 120);
    EXPECT_NEAR(counted[Misbehaviour::silence], 1000, 120);
}

TEST(MisbehaviourPlan, a_seed_names_its_sequence) {
    const auto sequence = [](std::uint64_t seed) {
        std::vector<Misbehaviour> all;
        for (std::uint64_t i = 0; i < 100; ++i) all.push_back(MisbehaviourPlan{0.5, seed}.at(i));
        return all;
    };
    EXPECT_EQ(sequence(1), sequence(1));
    EXPECT_NE(sequence(1), sequence(2));
}

TEST(MisbehaviourPlan, a_rate_is_a_number_from_0_to_1) {
    EXPECT_EQ(MisbehaviourPlan::parse_rate("0.25"), 0.25);
    for (const auto* bad : {"", "-0.1", "1.1", "nan", "0.5x", "a"})
        EXPECT_FALSE(MisbehaviourPlan::parse_rate(bad)) << bad;
}

}  // namespace boxoffice::payment
