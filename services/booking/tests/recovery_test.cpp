#include "services/booking/tests/world.hpp"

namespace boxoffice::booking::test {

using RecoveryOfBookings = World;

TEST_F(RecoveryOfBookings, cancelling_a_pending_booking_takes_no_money) {
    gateway.silent = true;
    ASSERT_TRUE(book(order()));
    land();
    ASSERT_TRUE(run(loop, instance.bookings.cancel(context(), the_booking().id, {})));
    gateway.silent = false;
    recover();
    expect_at_rest(Status::REJECTED);
    EXPECT_EQ(messages(), 0u);
}

TEST_F(RecoveryOfBookings, cancelling_a_pending_booking_that_was_charged_gives_the_money_back) {
    gateway.lose_answers = true;
    ASSERT_TRUE(book(order()));
    land();
    gateway.lose_answers = false;
    ASSERT_TRUE(run(loop, instance.bookings.cancel(context(), the_booking().id, {})));
    recover();
    expect_at_rest(Status::REFUNDED);
}

TEST_F(RecoveryOfBookings, every_booking_of_a_cancelled_event_is_cancelled_and_refunded) {
    for (int buyers = 0; buyers < 3; ++buyers) ASSERT_TRUE(book(order(2)));
    land();
    EXPECT_EQ(gateway.kept(), 15'000);
    inventory.cancelled = true;
    run(loop, instance.recovery.close_event(inventory.id));
    run(loop, instance.recovery.carry_on_closures());
    land();
    for (const auto& booking : run(loop, store.list({}, {}, 10))) EXPECT_EQ(booking.status, Status::REFUNDED);
    EXPECT_EQ(inventory.used(), 0);
    EXPECT_EQ(gateway.kept(), 0);
    EXPECT_TRUE(run(loop, store.closures()).empty());
}

TEST_F(RecoveryOfBookings, a_payment_that_no_booking_accounts_for_goes_back) {
    run(loop, gateway.charge({}, {.key = "stray",
                                  .user_id = buyer,
                                  .booking_id = BookingId{Uuid{{5}}},
                                  .amount = 700,
                                  .currency = "EUR",
                                  .method = "pm_approved"}));
    ASSERT_TRUE(book(order()));
    land();
    run(loop, instance.recovery.reconcile());
    EXPECT_EQ(gateway.kept(), 2500);
}

TEST_F(RecoveryOfBookings, a_payment_that_differs_from_its_booking_is_counted_at_the_second_look) {
    ASSERT_TRUE(book(order()));
    land();
    auto& entry = gateway.ledger.begin()->second;
    entry.refunds["by hand"] = 100;
    run(loop, instance.recovery.reconcile());
    EXPECT_EQ(run(loop, store.reconciled_to()), 0) << "it may have been read while the booking changed";
    run(loop, instance.recovery.reconcile());
    EXPECT_EQ(run(loop, store.reconciled_to()), 1);
    EXPECT_NE(instance.metrics.text().find("boxoffice_money_imbalances_total{service=\"booking\"} 1"),
              std::string::npos);
}

TEST_F(RecoveryOfBookings, payments_that_their_bookings_account_for_are_passed_at_once) {
    ASSERT_TRUE(book(order(2)));
    land();
    ASSERT_TRUE(run(loop, instance.bookings.cancel(context(), the_booking().id, {})));
    land();
    run(loop, instance.recovery.reconcile());
    EXPECT_EQ(run(loop, store.reconciled_to()), 1);
    EXPECT_NE(instance.metrics.text().find("boxoffice_money_imbalances_total{service=\"booking\"} 0"),
              std::string::npos);
}

TEST_F(RecoveryOfBookings, the_cursor_does_not_pass_a_payment_whose_booking_has_not_ended) {
    gateway.lose_answers = true;
    ASSERT_TRUE(book(order()));
    land();
    run(loop, instance.recovery.reconcile());
    EXPECT_EQ(run(loop, store.reconciled_to()), 0);
    EXPECT_EQ(gateway.kept(), 2500);
}

}  // namespace boxoffice::booking::test
