#include "services/booking/domain/decisions.hpp"

#include <gtest/gtest.h>

namespace boxoffice::booking {
namespace {

const Timestamp start{std::chrono::milliseconds(1'800'000'000'000)};
const decision::Held held{.unit_price = 2500, .currency = "EUR"};
const decision::Payment paid{.id = PaymentId{Uuid{{1}}}, .amount = 5000};

Booking begun() {
    return decision::begin({.id = BookingId{Uuid{{3}}},
                            .user_id = {},
                            .contact = Contact{.email = "ada@example.com", .name = "Ada", .phone = {}},
                            .organizer_id = {},
                            .event_id = {},
                            .inventory_id = {},
                            .event = {},
                            .tickets = 2,
                            .unit_price = 2500,
                            .currency = "EUR",
                            .payment_method = "pm_approved",
                            .traceparent = "",
                            .keyed = false},
                           {}, start);
}
Booking confirmed() { return decision::confirm(begun(), held, paid, start); }

TEST(Decisions, a_booking_begins_pending_and_is_looked_at_again_in_five_seconds) {
    const auto booking = begun();
    EXPECT_EQ(booking.status, Status::PENDING);
    EXPECT_EQ(booking.rev, 1);
    EXPECT_EQ(booking.hold_number(), 10);
    EXPECT_EQ(booking.due, start + std::chrono::seconds(5));
    EXPECT_EQ(booking.charges.front().state, ChargeState::OPEN);
}

TEST(Decisions, the_sell_of_a_confirmation_repeats_the_early_sells_number) {
    const auto booking = confirmed();
    EXPECT_EQ(booking.rev, 2);
    EXPECT_EQ(booking.sell_number(), 11);
    EXPECT_LT(booking.sell_number(), booking.hold_number()) << "a later decision's command wins";
}

TEST(Decisions, a_confirmation_sells_and_publishes) {
    EXPECT_EQ(confirmed().todo, (Todo{Step::sell, Step::publish}));
    ASSERT_EQ(confirmed().outbox.size(), 1u);
    EXPECT_EQ(confirmed().outbox.front().amount, 5000);
}

TEST(Decisions, a_refusal_takes_back_what_may_have_been_sent_unless_it_was_sent_once) {
    EXPECT_EQ(decision::refuse(begun(), Reason::sold_out, false, start).todo, (Todo{Step::release, Step::void_}));
    const auto alone = decision::refuse(begun(), Reason::sold_out, true, start);
    EXPECT_TRUE(alone.todo.empty());
    EXPECT_FALSE(alone.due);
}

TEST(Decisions, giving_up_releases_and_closes_the_charge) {
    EXPECT_EQ(decision::give_up(begun(), start).todo, (Todo{Step::release, Step::void_}));
    EXPECT_EQ(decision::release(begun(), start).todo, (Todo{Step::release}));
}

TEST(Decisions, a_cancellation_refunds_what_each_charge_took_and_drops_the_sell) {
    const auto cancelled = decision::cancel(confirmed(), start);
    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->status, Status::CANCELLED);
    EXPECT_EQ(cancelled->todo, (Todo{Step::release, Step::refund, Step::publish}));
    EXPECT_EQ(cancelled->refunded(), 5000);
    EXPECT_EQ(cancelled->outbox.size(), 2u) << "what was not yet told stays";
}

TEST(Decisions, a_free_booking_is_cancelled_without_a_refund) {
    const auto free = decision::confirm(begun(), {.unit_price = 0, .currency = "EUR"}, std::nullopt, start);
    const auto cancelled = decision::cancel(free, start);
    EXPECT_FALSE(cancelled->todo.has(Step::refund));
}

TEST(Decisions, what_has_ended_cannot_be_cancelled) {
    EXPECT_FALSE(decision::cancel(decision::decline(begun(), ChargeState::DECLINED, start), start));
    EXPECT_FALSE(decision::cancel(*decision::cancel(confirmed(), start), start));
}

TEST(Decisions, out_of_a_change_a_cancellation_closes_its_charge_before_the_refunds_end) {
    const auto changing = decision::begin_change(confirmed(), 1, "pm_approved", {}, start);
    const auto cancelled = decision::cancel(changing, start);
    EXPECT_TRUE(cancelled->todo.has(Step::void_));
    const auto found = with_voided(*cancelled, 2, ChargeState::APPROVED, decision::Payment{{}, 2500});
    EXPECT_EQ(found.refunded(), 7500);
    EXPECT_EQ(found.rev, cancelled->rev + 1) << "who read it before must not use the refund's key for something else";
    EXPECT_FALSE(found.todo.has(Step::void_));
}

TEST(Decisions, an_abandoned_change_sets_the_register_to_the_old_lines_under_a_new_number) {
    const auto changing = decision::begin_change(confirmed(), 1, "pm_approved", {}, start);
    const auto back = decision::abandon_change(changing, Reason::sold_out, start);
    EXPECT_EQ(back.status, Status::CONFIRMED);
    EXPECT_EQ(back.tickets(), 2);
    EXPECT_EQ(back.sell_number(), 10 * back.rev + 1);
    EXPECT_TRUE(back.todo.has(Step::sell) && back.todo.has(Step::void_));
}

TEST(Decisions, tickets_are_given_back_from_the_newest_line_and_refunded_to_its_charge) {
    auto changed = decision::confirm_change(decision::begin_change(confirmed(), 2, "pm_approved", {}, start),
                                            {.unit_price = 3000, .currency = "EUR"},
                                            decision::Payment{PaymentId{Uuid{{2}}}, 6000}, start);
    EXPECT_EQ(changed.amount(), 11'000);
    const auto fewer = decision::give_back(changed, 1, start);
    ASSERT_EQ(fewer.refunds.size(), 2u);
    EXPECT_EQ(fewer.refunds[0].charge_no, 2);
    EXPECT_EQ(fewer.refunds[0].amount, 6000);
    EXPECT_EQ(fewer.refunds[1].charge_no, 1);
    EXPECT_EQ(fewer.refunds[1].amount, 2500);
    EXPECT_EQ(fewer.amount(), 2500);
}

TEST(Decisions, money_found_after_the_tickets_were_freed_is_retaken_or_goes_back) {
    const auto released = decision::release(begun(), start);
    const auto retaking = decision::retake(released, paid, start);
    EXPECT_FALSE(retaking.todo.has(Step::release)) << "a release must not undo the hold that is asked for again";
    const auto back = decision::refund(retaking, std::nullopt, {Step::release}, start);
    EXPECT_EQ(back.refunded(), 5000);
    const auto ended = decision::refunded(back, start);
    EXPECT_EQ(ended.status, Status::REFUNDED);
    EXPECT_TRUE(ended.todo.has(Step::publish));
}

TEST(Decisions, a_refunded_booking_whose_release_is_open_is_looked_at_again) {
    auto cancelled = *decision::cancel(confirmed(), start);
    cancelled.todo = cancelled.todo.without({Step::publish});
    const auto ended = decision::refunded(cancelled, start);
    EXPECT_EQ(ended.todo, (Todo{Step::release}));
    EXPECT_TRUE(ended.due) << "else the tickets are nobody's for ever";
}

TEST(Decisions, a_retaken_booking_costs_what_was_charged_whatever_the_price_was_before_or_is_now) {
    const decision::Payment dearer{.id = PaymentId{Uuid{{1}}}, .amount = 6000};
    const auto retaking = decision::retake(decision::release(begun(), start), dearer, start);
    EXPECT_EQ(decision::confirm_retaken(retaking, {.unit_price = 9900, .currency = "EUR"}, start).amount(), 6000);
}

}  // namespace
}  // namespace boxoffice::booking
