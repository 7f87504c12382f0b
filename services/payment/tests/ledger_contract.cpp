#include "services/payment/tests/ledger_contract.hpp"

namespace boxoffice::payment {

namespace {

constexpr Timestamp now{std::chrono::milliseconds(1'800'000'000'000)};

Refund refund_of(const Payment& payment, std::int64_t amount, std::optional<std::string> key = std::nullopt) {
    return {.payment_id = payment.id, .caller = "booking", .key = std::move(key), .amount = amount, .created_at = now};
}

Task<> refund_and_count(Ledger& ledger, Refund refund, int& taken, int& ended) {
    if (co_await ledger.refund(std::move(refund))) ++taken;
    ++ended;
}

}  // namespace

Payment LedgerContract::payment(std::optional<std::string> key) {
    return {.id = {ids.next(now)},
            .caller = "booking",
            .key = std::move(key),
            .user_id = "u1",
            .booking_id = "b1",
            .amount = 2500,
            .currency = "EUR",
            .method = PaymentMethod::pm_slow,
            .trace_id = {1, 2, 3},
            .created_at = now};
}

TEST_P(LedgerContract, a_payment_is_found_as_it_was_recorded_also_after_reopening) {
    const auto recorded = run(loop, ledger->record(payment("k"))).payment;
    open();
    const auto found = run(loop, ledger->find(recorded.id));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->sequence, recorded.sequence);
    EXPECT_EQ(found->key, "k");
    EXPECT_EQ(found->caller, "booking");
    EXPECT_EQ(found->user_id, "u1");
    EXPECT_EQ(found->booking_id, "b1");
    EXPECT_EQ(found->amount, 2500);
    EXPECT_EQ(found->currency, "EUR");
    EXPECT_EQ(found->method, PaymentMethod::pm_slow);
    EXPECT_EQ(found->status, PaymentStatus::APPROVED);
    EXPECT_EQ(found->refunded, 0);
    EXPECT_EQ(found->trace_id, recorded.trace_id);
    EXPECT_EQ(found->created_at, now);
}

TEST_P(LedgerContract, an_absent_payment_is_not_found) { EXPECT_FALSE(run(loop, ledger->find({ids.next(now)}))); }

TEST_P(LedgerContract, a_key_is_recorded_once_for_a_caller) {
    const auto first = run(loop, ledger->record(payment("k")));
    const auto again = run(loop, ledger->record(payment("k")));
    EXPECT_FALSE(first.replayed);
    EXPECT_TRUE(again.replayed);
    EXPECT_EQ(again.payment.id, first.payment.id);
    auto foreign = payment("k");
    foreign.caller = "shop";
    EXPECT_FALSE(run(loop, ledger->record(foreign)).replayed);
}

TEST_P(LedgerContract, payments_without_a_key_are_all_recorded) {
    run(loop, ledger->record(payment()));
    EXPECT_FALSE(run(loop, ledger->record(payment())).replayed);
    EXPECT_EQ(run(loop, ledger->since(0, 10)).size(), 2U);
}

TEST_P(LedgerContract, since_gives_later_payments_oldest_first) {
    const auto first = run(loop, ledger->record(payment())).payment;
    const auto second = run(loop, ledger->record(payment())).payment;
    const auto third = run(loop, ledger->record(payment())).payment;
    const auto later = run(loop, ledger->since(first.sequence, 10));
    ASSERT_EQ(later.size(), 2U);
    EXPECT_EQ(later[0].id, second.id);
    EXPECT_EQ(later[1].id, third.id);
    EXPECT_EQ(run(loop, ledger->since(0, 1)).front().id, first.id);
}

TEST_P(LedgerContract, a_list_is_newest_first_and_narrowed_by_booking_and_status) {
    const auto first = run(loop, ledger->record(payment())).payment;
    auto other = payment();
    other.booking_id = "b2";
    other.status = PaymentStatus::DECLINED;
    const auto second = run(loop, ledger->record(other)).payment;
    const auto all = run(loop, ledger->list({}));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].id, second.id);
    EXPECT_EQ(run(loop, ledger->list({.booking_id = "b1"})).front().id, first.id);
    EXPECT_EQ(run(loop, ledger->list({.status = PaymentStatus::APPROVED})).size(), 1U);
    EXPECT_EQ(run(loop, ledger->list({.status = PaymentStatus::DECLINED})).front().id, second.id);
    EXPECT_TRUE(run(loop, ledger->list({.booking_id = "b1", .status = PaymentStatus::DECLINED})).empty());
    EXPECT_EQ(run(loop, ledger->list({.before = second.sequence})).front().id, first.id);
    EXPECT_EQ(run(loop, ledger->list({.limit = 1})).size(), 1U);
}

TEST_P(LedgerContract, a_refund_raises_what_was_refunded) {
    const auto paid = run(loop, ledger->record(payment())).payment;
    const auto refunded = run(loop, ledger->refund(refund_of(paid, 1000)));
    ASSERT_TRUE(refunded);
    EXPECT_EQ(refunded->refund.refunded, 1000);
    EXPECT_EQ(refunded->refund.currency, "EUR");
    EXPECT_EQ(run(loop, ledger->find(paid.id))->refunded, 1000);
    EXPECT_EQ(run(loop, ledger->refund(refund_of(paid, 1500)))->refund.refunded, 2500);
}

TEST_P(LedgerContract, never_more_goes_back_than_was_paid) {
    const auto paid = run(loop, ledger->record(payment())).payment;
    EXPECT_EQ(run(loop, ledger->refund(refund_of(paid, 2501))).error(), RefundRejection::exceeds_rest);
    ASSERT_TRUE(run(loop, ledger->refund(refund_of(paid, 2500))));
    EXPECT_EQ(run(loop, ledger->refund(refund_of(paid, 1))).error(), RefundRejection::exceeds_rest);
}

TEST_P(LedgerContract, refunds_that_compete_never_exceed_the_payment) {
    const auto paid = run(loop, ledger->record(payment())).payment;
    int taken = 0;
    int ended = 0;
    for (int i = 0; i < 20; ++i)
        boost::asio::co_spawn(loop, refund_and_count(*ledger, refund_of(paid, 500), taken, ended), [](auto) {});
    while (ended < 20) run(loop, ledger->find(paid.id));
    EXPECT_EQ(taken, 5);
    EXPECT_EQ(run(loop, ledger->find(paid.id))->refunded, 2500);
}

TEST_P(LedgerContract, a_refund_is_taken_once_for_its_key) {
    const auto paid = run(loop, ledger->record(payment())).payment;
    const auto first = run(loop, ledger->refund(refund_of(paid, 1000, "r")));
    const auto again = run(loop, ledger->refund(refund_of(paid, 1000, "r")));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->refund.id, first->refund.id);
    EXPECT_EQ(run(loop, ledger->find(paid.id))->refunded, 1000);
    EXPECT_EQ(run(loop, ledger->refund(refund_of(paid, 999, "r"))).error(), RefundRejection::key_reused);
}

TEST_P(LedgerContract, only_approved_payments_can_be_refunded) {
    auto declined = payment();
    declined.status = PaymentStatus::DECLINED;
    const auto recorded = run(loop, ledger->record(declined)).payment;
    EXPECT_EQ(run(loop, ledger->refund(refund_of(recorded, 1))).error(), RefundRejection::not_approved);
    auto absent = payment();
    EXPECT_EQ(run(loop, ledger->refund(refund_of(absent, 1))).error(), RefundRejection::payment_not_found);
}

TEST_P(LedgerContract, totals_count_approved_money_by_currency) {
    const auto paid = run(loop, ledger->record(payment())).payment;
    auto declined = payment();
    declined.status = PaymentStatus::DECLINED;
    run(loop, ledger->record(declined));
    auto yen = payment();
    yen.currency = "JPY";
    run(loop, ledger->record(yen));
    run(loop, ledger->refund(refund_of(paid, 100)));
    const auto totals = run(loop, ledger->totals());
    ASSERT_EQ(totals.size(), 2U);
    EXPECT_EQ(totals[0].currency, "EUR");
    EXPECT_EQ(totals[0].captured, 2500);
    EXPECT_EQ(totals[0].refunded, 100);
    EXPECT_EQ(totals[1].currency, "JPY");
}

}  // namespace boxoffice::payment
