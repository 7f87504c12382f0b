#include "services/booking/tests/world.hpp"

namespace boxoffice::booking::test {

class Changing : public World {
protected:
    void SetUp() override {
        ASSERT_TRUE(book(order(2)));
        land();
    }
    std::expected<Bookings::Changed, Refusal> change(std::int64_t tickets, std::string method = "pm_approved") {
        auto changed = run(loop, instance.bookings.change(context(), the_booking().id, tickets, std::move(method), {}));
        land();
        return changed;
    }
    Task<> cancel_elsewhere() {
        const auto present = (co_await store.list({}, {}, 1)).front();
        co_await store.decide({.next = *decision::cancel(present, clock.now()), .due = {}, .answer = {}});
    }
    std::expected<Booking, Refusal> cancel() {
        auto cancelled = run(loop, instance.bookings.cancel(context(), the_booking().id, {}));
        land();
        return cancelled;
    }
};

TEST_F(Changing, more_tickets_are_charged_at_the_price_of_today) {
    inventory.price = 3000;
    const auto changed = change(3);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->booking.tickets(), 3);
    EXPECT_EQ(changed->booking.amount(), 2 * 2500 + 3000);
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(messages(), 2u);
}

TEST_F(Changing, fewer_tickets_are_refunded) {
    ASSERT_TRUE(change(1));
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(gateway.kept(), 2500);
}

TEST_F(Changing, a_cancellation_while_a_difference_goes_back_gives_back_the_rest_too) {
    gateway.during_refund = [this] { return cancel_elsewhere(); };
    ASSERT_TRUE(change(1));
    recover();
    expect_at_rest(Status::REFUNDED);
}

TEST_F(Changing, more_then_fewer_then_cancelled_ends_with_no_money_and_no_tickets) {
    inventory.price = 3000;
    ASSERT_TRUE(change(4));
    ASSERT_TRUE(change(1));
    EXPECT_EQ(gateway.kept(), 2500);
    ASSERT_TRUE(cancel());
    expect_at_rest(Status::REFUNDED);
}

TEST_F(Changing, a_declined_change_leaves_everything_as_it_was) {
    const auto changed = change(3, "pm_declined");
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error(), Refusal::payment_declined);
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(the_booking().tickets(), 2);
}

TEST_F(Changing, a_change_without_room_leaves_everything_as_it_was) {
    inventory.capacity = 2;
    const auto changed = change(3);
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error(), Refusal::sold_out);
    expect_at_rest(Status::CONFIRMED);
}

TEST_F(Changing, a_change_whose_charge_was_lost_ends_with_both_or_neither) {
    gateway.lose_answers = true;
    const auto changed = change(3);
    ASSERT_TRUE(changed);
    EXPECT_TRUE(changed->under_way);
    EXPECT_EQ(change(4).error(), Refusal::conflict) << "one change at a time";
    gateway.lose_answers = false;
    recover();
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(the_booking().tickets(), 3);
}

TEST_F(Changing, cancelling_while_a_change_is_being_charged_gives_all_the_money_back) {
    gateway.lose_answers = true;
    ASSERT_TRUE(change(3));
    ASSERT_TRUE(run(loop, instance.bookings.cancel(context(), the_booking().id, {})));
    gateway.lose_answers = false;
    recover();
    expect_at_rest(Status::REFUNDED);
}

TEST_F(Changing, a_cancelled_booking_frees_its_tickets_and_its_money_and_is_told_once) {
    ASSERT_TRUE(cancel());
    expect_at_rest(Status::REFUNDED);
    EXPECT_EQ(messages(), 2u) << "confirmed, and one for the cancellation with its refund";
    ASSERT_TRUE(cancel()) << "again: nothing more";
    EXPECT_EQ(messages(), 2u);
}

TEST_F(Changing, a_refund_whose_answer_was_lost_goes_back_once) {
    gateway.lose_answers = true;
    ASSERT_TRUE(cancel());
    gateway.lose_answers = false;
    recover();
    expect_at_rest(Status::REFUNDED);
}

TEST_F(Changing, a_stranger_sees_and_cancels_nothing) {
    Context stranger;
    stranger.caller.subject = PersonId{Uuid{{8}}}.text();
    const auto id = the_booking().id;
    EXPECT_EQ(run(loop, instance.bookings.get(stranger, id)).error(), Refusal::booking_not_found);
    EXPECT_EQ(run(loop, instance.bookings.cancel(stranger, id, {})).error(), Refusal::booking_not_found);
}

}  // namespace boxoffice::booking::test
