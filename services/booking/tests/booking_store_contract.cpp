#include "services/booking/tests/booking_store_contract.hpp"

#include "platform/json/write.hpp"
#include "platform/problem/unavailable.hpp"

namespace boxoffice::booking::test {

TEST_P(BookingStoreContract, what_was_inserted_is_found_whole_also_after_reopening) {
    run(loop, store->insert(booking, {}));
    open();
    const auto found = run(loop, store->find(booking.id));
    ASSERT_TRUE(found);
    EXPECT_EQ(json::write(*found), json::write(booking));
    EXPECT_EQ(found->due, booking.due);
    EXPECT_TRUE(found->keyed);
}

TEST_P(BookingStoreContract, what_is_not_there_is_not_found) {
    EXPECT_FALSE(run(loop, store->find(booking.id)));
    EXPECT_FALSE(run(loop, store->find_key(key.id)));
    EXPECT_FALSE(run(loop, store->find_answer(booking.id)));
}

TEST_P(BookingStoreContract, a_known_key_inserts_nothing_and_says_what_it_stands_for) {
    EXPECT_FALSE(run(loop, store->insert(booking, key)));
    const auto second = sample_booking(2);
    const auto known = run(loop, store->insert(second, key));
    ASSERT_TRUE(known);
    EXPECT_EQ(known->booking_id, booking.id);
    EXPECT_EQ(known->fingerprint, key.fingerprint);
    EXPECT_FALSE(run(loop, store->find(second.id)));
}

TEST_P(BookingStoreContract, an_id_that_is_taken_inserts_nothing) {
    run(loop, store->insert(booking, {}));
    auto other = booking;
    other.currency = "USD";
    const auto known = run(loop, store->insert(other, key));
    ASSERT_TRUE(known);
    EXPECT_EQ(known->booking_id, booking.id);
    EXPECT_EQ(known->fingerprint, key.fingerprint);
    EXPECT_TRUE(run(loop, store->insert(other, {})));
    EXPECT_EQ(run(loop, store->find(booking.id))->currency, "EUR");
    EXPECT_EQ(run(loop, store->find_key(key.id))->booking_id, booking.id) << "a repeat finds it";
}

TEST_P(BookingStoreContract, a_key_is_kept_for_a_day_and_goes_in_the_end) {
    run(loop, store->insert(booking, key));
    clock.time += std::chrono::hours(24);
    run(loop, store->insert(sample_booking(2), IdempotencyKey{{8}, {8}}));
    EXPECT_TRUE(run(loop, store->find_key(key.id)));
    clock.time += std::chrono::hours(24);
    run(loop, store->insert(sample_booking(3), IdempotencyKey{{9}, {9}}));
    EXPECT_FALSE(run(loop, store->find_key(key.id)));
}

TEST_P(BookingStoreContract, of_two_decisions_on_one_revision_one_wins) {
    run(loop, store->insert(booking, {}));
    const auto next = confirmed(booking);
    EXPECT_TRUE(run(loop, store->decide({.next = next, .due = {}, .answer = {}})));
    const auto other = decision::give_up(booking, clock.now());
    EXPECT_FALSE(run(loop, store->decide({.next = other, .due = {}, .answer = {}})));
    EXPECT_EQ(run(loop, store->find(booking.id))->status, Status::CONFIRMED);
}

TEST_P(BookingStoreContract, a_guard_on_due_fails_when_somebody_has_claimed) {
    run(loop, store->insert(booking, {}));
    const auto claimed = run(loop, store->claim_due(*booking.due, *booking.due + std::chrono::seconds(5), 10));
    ASSERT_EQ(claimed.size(), 1u);
    const auto refused = decision::refuse(booking, Reason::sold_out, true, clock.now());
    EXPECT_FALSE(run(loop, store->decide({.next = refused, .due = booking.due, .answer = {}})));
    EXPECT_TRUE(run(loop, store->decide({.next = refused, .due = claimed.front().due, .answer = {}})));
}

TEST_P(BookingStoreContract, a_claimed_booking_is_not_claimed_again_until_its_time) {
    run(loop, store->insert(booking, {}));
    const auto now = *booking.due;
    EXPECT_TRUE(run(loop, store->claim_due(now - std::chrono::milliseconds(1), now, 10)).empty());
    EXPECT_EQ(run(loop, store->claim_due(now, now + std::chrono::seconds(5), 10)).size(), 1u);
    EXPECT_TRUE(run(loop, store->claim_due(now, now + std::chrono::seconds(5), 10)).empty());
}

TEST_P(BookingStoreContract, the_first_answer_is_kept) {
    run(loop, store->insert(booking, key));
    const KeptAnswer pending{.status = 202, .body = "{\"first\":1}", .location = "/bookings/x"};
    EXPECT_EQ(run(loop, store->keep_answer(booking.id, pending)).body, pending.body);
    const KeptAnswer later{.status = 201, .body = "{}", .location = ""};
    EXPECT_TRUE(run(loop, store->decide({.next = confirmed(booking), .due = {}, .answer = later})));
    const auto kept = run(loop, store->find_answer(booking.id));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->status, 202);
    EXPECT_EQ(kept->location, pending.location);
}

TEST_P(BookingStoreContract, a_key_is_renewed_only_while_it_stands_for_an_unanswered_booking) {
    run(loop, store->insert(booking, key));
    const auto fresh = sample_booking(2);
    EXPECT_FALSE(run(loop, store->renew_key(key.id, fresh.id, sample_booking(3))));
    EXPECT_TRUE(run(loop, store->renew_key(key.id, booking.id, fresh)));
    EXPECT_EQ(run(loop, store->find_key(key.id))->booking_id, fresh.id);
    run(loop, store->keep_answer(fresh.id, {.status = 201, .body = "{}", .location = ""}));
    EXPECT_FALSE(run(loop, store->renew_key(key.id, fresh.id, sample_booking(3))));
}

TEST_P(BookingStoreContract, a_renewed_key_keeps_no_answer_for_what_it_stood_for) {
    run(loop, store->insert(booking, key));
    const auto fresh = sample_booking(2);
    ASSERT_TRUE(run(loop, store->renew_key(key.id, booking.id, fresh)));
    EXPECT_THROW(run(loop, store->keep_answer(booking.id, {.status = 202, .body = "{}", .location = ""})), Unavailable);
    EXPECT_FALSE(run(loop, store->find_answer(booking.id)));
    EXPECT_EQ(run(loop, store->keep_answer(fresh.id, {.status = 201, .body = "{}", .location = ""})).status, 201);
}

TEST_P(BookingStoreContract, due_moves_only_while_no_decision_came_between) {
    run(loop, store->insert(booking, {}));
    const auto later = *booking.due + std::chrono::seconds(60);
    EXPECT_TRUE(run(loop, store->postpone(booking.id, 1, later)));
    EXPECT_EQ(run(loop, store->find(booking.id))->due, later);
    run(loop, store->decide({.next = confirmed(booking), .due = {}, .answer = {}}));
    EXPECT_FALSE(run(loop, store->postpone(booking.id, 1, later)));
    EXPECT_NE(run(loop, store->find(booking.id))->due, later);
}

TEST_P(BookingStoreContract, a_settled_booking_is_not_made_due_again) {
    run(loop, store->insert(booking, {}));
    run(loop, store->decide({.next = confirmed(booking), .due = {}, .answer = {}}));
    run(loop, store->settle(booking.id, 2, {Step::sell, Step::publish}));
    EXPECT_FALSE(run(loop, store->postpone(booking.id, 2, clock.now())));
    EXPECT_FALSE(run(loop, store->find(booking.id))->due);
}

TEST_P(BookingStoreContract, steps_leave_todo_one_by_one_and_due_goes_with_the_last) {
    run(loop, store->insert(booking, {}));
    run(loop, store->decide({.next = confirmed(booking), .due = {}, .answer = {}}));
    run(loop, store->settle(booking.id, 1, {Step::sell, Step::publish}));
    EXPECT_TRUE(run(loop, store->find(booking.id))->todo.has(Step::sell)) << "guarded on rev";
    run(loop, store->settle(booking.id, 2, {Step::sell}));
    EXPECT_TRUE(run(loop, store->find(booking.id))->due);
    run(loop, store->settle(booking.id, 2, {Step::publish}));
    const auto settled = run(loop, store->find(booking.id));
    EXPECT_TRUE(settled->todo.empty());
    EXPECT_FALSE(settled->due);
}

TEST_P(BookingStoreContract, a_note_holds_only_while_no_decision_came_between) {
    run(loop, store->insert(booking, {}));
    auto noted = booking;
    noted.charges.front().state = ChargeState::DECLINED;
    EXPECT_TRUE(run(loop, store->note(noted)));
    EXPECT_EQ(run(loop, store->find(booking.id))->charges.front().state, ChargeState::DECLINED);
    run(loop, store->decide({.next = confirmed(noted), .due = {}, .answer = {}}));
    EXPECT_FALSE(run(loop, store->note(noted)));
}

TEST_P(BookingStoreContract, lists_are_newest_first_by_each_filter_and_go_on_after_a_cursor) {
    for (std::uint8_t number = 1; number <= 4; ++number)
        run(loop, store->insert(sample_booking(number, number % 2 ? 7 : 8), {}));
    run(loop, store->decide({.next = confirmed(sample_booking(3)), .due = {}, .answer = {}}));
    EXPECT_EQ(run(loop, store->list({}, {}, 10)).size(), 4u);
    const auto own = run(loop, store->list({.user_id = PersonId{Uuid{{7}}}}, {}, 10));
    ASSERT_EQ(own.size(), 2u);
    EXPECT_EQ(own.front().id, sample_booking(3).id);
    EXPECT_EQ(run(loop, store->list({.organizer_id = PersonId{Uuid{{9}}}}, sample_booking(3).id, 10)).size(), 2u);
    EXPECT_EQ(run(loop, store->list({.event_id = booking.event_id, .status = Status::CONFIRMED}, {}, 10)).size(), 1u);
    EXPECT_EQ(run(loop, store->of_event(booking.event_id, sample_booking(2).id, 10)).front().id, sample_booking(3).id);
    EXPECT_TRUE(run(loop, store->of_event(EventId{Uuid{{5}}}, {}, 10)).empty());
}

TEST_P(BookingStoreContract, a_closure_is_remembered_with_its_cursor_until_it_ends) {
    run(loop, store->begin_closure(booking.event_id));
    run(loop, store->begin_closure(booking.event_id));
    run(loop, store->move_closure({.event_id = booking.event_id, .cursor = booking.id}));
    open();
    const auto closures = run(loop, store->closures());
    ASSERT_EQ(closures.size(), 1u);
    EXPECT_EQ(closures.front().cursor, booking.id);
    run(loop, store->end_closure(booking.event_id));
    EXPECT_TRUE(run(loop, store->closures()).empty());
}

}  // namespace boxoffice::booking::test
