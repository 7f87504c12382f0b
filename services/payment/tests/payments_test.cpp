#include "services/payment/app/payments.hpp"
#include "platform/async/run.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "services/payment/adapters/sqlite/sqlite_ledger.hpp"

#include <gtest/gtest.h>

namespace boxoffice::payment {

namespace {

Context as(std::string service) { return {Caller::service(std::move(service)), {}}; }

class PaymentsTest : public testing::Test {
protected:
    Task<std::expected<Recorded, ChargeRejection>> charge(std::string key, std::string method = "pm_approved",
                                                          std::int64_t amount = 2500) {
        return payments.charge(as("booking"), {.key = std::move(key),
                                               .user_id = "u1",
                                               .amount = amount,
                                               .booking_id = "b1",
                                               .payment_method = std::move(method)});
    }
    std::size_t recorded() { return run(loop, ledger.since(0, 100)).size(); }

    TemporaryFolder folder;
    Loop loop;
    SqliteLedger ledger{loop, folder.path() / "payment.db"};
    SystemRandom random;
    UuidSource ids{random};
    StandingClock clock;
    Metrics metrics{"payment"};
    Payments payments{{ledger, ids, clock, {}, metrics}};
};

}  // namespace

TEST_F(PaymentsTest, the_method_decides_the_end) {
    EXPECT_EQ(run(loop, charge("1"))->payment.status, PaymentStatus::APPROVED);
    EXPECT_EQ(run(loop, charge("2", "pm_declined"))->payment.status, PaymentStatus::DECLINED);
    EXPECT_EQ(run(loop, charge("3", "pm_insufficient_funds"))->payment.status, PaymentStatus::DECLINED);
    EXPECT_EQ(recorded(), 3U);
}

TEST_F(PaymentsTest, a_repeat_gives_the_same_payment) {
    const auto first = run(loop, charge("k"));
    const auto again = run(loop, charge("k"));
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->payment.id, first->payment.id);
    EXPECT_EQ(recorded(), 1U);
}

TEST_F(PaymentsTest, a_slow_gateway_serves_one_after_the_other) {
    Payments slow({ledger, ids, clock, {}, metrics}, {.charges_per_s = 10});
    const auto waited_for = [&](std::string key) {
        const auto before = clock.slept;
        run(loop, slow.charge(as("booking"), {.key = std::move(key), .user_id = "u1", .amount = 2500}));
        return clock.slept - before;
    };
    EXPECT_EQ(waited_for("1"), std::chrono::milliseconds(0));
    EXPECT_EQ(waited_for("2"), std::chrono::milliseconds(100));
    EXPECT_EQ(waited_for("3"), std::chrono::milliseconds(200));
}

TEST_F(PaymentsTest, a_key_of_another_request_is_refused) {
    run(loop, charge("k"));
    EXPECT_EQ(run(loop, charge("k", "pm_approved", 2501)).error(), ChargeRejection::key_reused);
}

TEST_F(PaymentsTest, a_voided_key_never_charges) {
    const auto closed = run(loop, payments.void_key(as("booking"), "k"));
    EXPECT_EQ(closed.status, PaymentStatus::VOIDED);
    EXPECT_EQ(run(loop, charge("k"))->payment.status, PaymentStatus::VOIDED);
    EXPECT_EQ(run(loop, payments.void_key(as("booking"), "k")).id, closed.id);
    EXPECT_EQ(recorded(), 1U);
}

TEST_F(PaymentsTest, void_tells_a_payment_and_leaves_it) {
    const auto paid = run(loop, charge("k"))->payment;
    const auto told = run(loop, payments.void_key(as("booking"), "k"));
    EXPECT_EQ(told.id, paid.id);
    EXPECT_EQ(told.status, PaymentStatus::APPROVED);
    EXPECT_EQ(told.refunded, 0);
}

TEST_F(PaymentsTest, keys_belong_to_their_caller) {
    run(loop, payments.void_key(as("shop"), "k"));
    EXPECT_EQ(run(loop, charge("k"))->payment.status, PaymentStatus::APPROVED);
}

TEST_F(PaymentsTest, a_timeout_charges_and_is_silent_but_its_key_answers_when_asked_again) {
    EXPECT_THROW(run(loop, charge("k", "pm_timeout")), GatewayFailure);
    EXPECT_EQ(clock.slept, Payments::silence);
    const auto again = run(loop, charge("k", "pm_timeout"));
    EXPECT_EQ(again->payment.status, PaymentStatus::APPROVED);
    EXPECT_EQ(clock.slept, Payments::silence);
}

TEST_F(PaymentsTest, an_error_charges_nothing_whatever_the_key) {
    EXPECT_THROW(run(loop, charge("k", "pm_error")), GatewayFailure);
    EXPECT_THROW(run(loop, charge("k", "pm_error")), GatewayFailure);
    EXPECT_EQ(recorded(), 0U);
}

TEST_F(PaymentsTest, a_slow_one_answers_late) {
    EXPECT_EQ(run(loop, charge("k", "pm_slow"))->payment.status, PaymentStatus::APPROVED);
    EXPECT_EQ(clock.slept, Payments::slowness);
}

TEST_F(PaymentsTest, an_invalid_request_is_refused) {
    EXPECT_EQ(run(loop, charge("k", "pm_unknown")).error(), ChargeRejection::invalid);
    EXPECT_EQ(run(loop, charge("k", "pm_approved", 0)).error(), ChargeRejection::invalid);
    EXPECT_EQ(recorded(), 0U);
}

TEST_F(PaymentsTest, a_fault_rate_of_1_never_answers_yet_a_key_charges_at_most_once) {
    Payments faulty{{ledger, ids, clock, {}, metrics}, {.rate = 1, .seed = 3}};
    for (int i = 0; i < 20; ++i) {
        try {
            run(loop, faulty.charge(as("booking"), {.key = "k", .user_id = "u1", .amount = 1}));
        } catch (const GatewayFailure&) {
        }
    }
    EXPECT_EQ(recorded(), 1U);
}

TEST_F(PaymentsTest, a_refund_is_never_more_than_was_paid) {
    const auto paid = run(loop, charge("k"))->payment;
    const auto refund = [&](std::int64_t amount, std::string key) {
        return run(loop, payments.refund(as("booking"), paid.id, amount, std::move(key)));
    };
    EXPECT_EQ(refund(2000, "r1")->refund.refunded, 2000);
    EXPECT_EQ(refund(501, "r2").error(), RefundRejection::exceeds_rest);
    EXPECT_TRUE(refund(2000, "r1")->replayed);
    EXPECT_EQ(refund(500, "r3")->refund.refunded, 2500);
}

}  // namespace boxoffice::payment
