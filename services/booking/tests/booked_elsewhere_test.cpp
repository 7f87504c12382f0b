#include "services/booking/tests/interrupted_store.hpp"
#include "services/booking/tests/world.hpp"

namespace boxoffice::booking::test {

/// A booking under key 1 that another instance has inserted and is carrying on.
class BookedElsewhere : public World {
protected:
    Task<> confirm_and_cancel_elsewhere() {
        const auto pending = (co_await store.list({}, {}, 1)).front();
        const auto payment = *gateway.ledger.begin()->second.answer.payment_id;
        const auto confirmed = decision::confirm(pending, {.unit_price = 2500, .currency = "EUR"},
                                                 decision::Payment{.id = payment, .amount = 2500}, clock.now());
        const KeptAnswer kept{.status = 201, .body = "kept", .location = ""};
        co_await store.decide({.next = confirmed, .due = {}, .answer = kept});
        co_await store.decide({.next = *decision::cancel(confirmed, clock.now()), .due = {}, .answer = {}});
    }
    Answer repeat() { return run(loop, here.bookings.book(context(), order(), key(1))); }
    void TearDown() override {
        land(here);
        World::TearDown();
    }

    Booking elsewhere = decision::begin({.id = BookingId{Uuid{{6}}},
                                         .user_id = buyer,
                                         .event_id = inventory.id,
                                         .inventory_id = {inventory.id.value},
                                         .tickets = 1,
                                         .unit_price = 2500,
                                         .currency = "EUR",
                                         .payment_method = "pm_approved",
                                         .keyed = true},
                                        {}, clock.now());
    InterruptedStore interrupted{store};
    Instance here{loop, clock, interrupted, inventory, gateway, publisher};
};

TEST_F(BookedElsewhere, a_repeat_that_read_it_before_it_was_refused_asks_for_no_hold) {
    run(loop, store.insert(elsewhere, key(1)));
    interrupted.after_find = [this] {
        return store.decide({.next = decision::refuse(elsewhere, Reason::sold_out, true, clock.now()),
                             .due = elsewhere.due,
                             .answer = {}});
    };
    const auto answer = repeat();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->kept.status, 409);
    EXPECT_EQ(inventory.commands, 0);
    expect_at_rest(Status::REJECTED);
}

TEST_F(BookedElsewhere, a_repeat_in_the_millisecond_of_the_first_moves_due_nevertheless) {
    run(loop, store.insert(elsewhere, key(1)));
    ASSERT_TRUE(repeat());
    ASSERT_FALSE(interrupted.postponed_to.empty());
    EXPECT_GT(interrupted.postponed_to.front(), *elsewhere.due) << "who inserted it must notice";
}

TEST_F(BookedElsewhere, whoever_sees_a_later_decision_than_the_first_gives_the_answer_that_was_kept_with_that) {
    gateway.during_charge = [this] { return confirm_and_cancel_elsewhere(); };
    const auto answer = repeat();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->kept.body, "kept");
    land(here);
    expect_at_rest(Status::REFUNDED);
}

TEST_F(BookedElsewhere, of_two_who_insert_a_keys_missing_booking_the_second_follows_the_first) {
    elsewhere.currency = "USD";
    interrupted.known = BookingStore::Key{.fingerprint = key(1).fingerprint, .booking_id = elsewhere.id};
    interrupted.before_insert = [this] { return store.insert(elsewhere, key(1)); };
    const auto answer = repeat();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->kept.status, 201);
    EXPECT_TRUE(answer->replayed);
    land(here);
    recover(2);
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(the_booking().traceparent, elsewhere.traceparent);
}

}  // namespace boxoffice::booking::test
