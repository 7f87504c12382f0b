#include "services/booking/tests/world.hpp"

namespace boxoffice::booking::test {

using BookingFlow = World;

TEST_F(BookingFlow, a_booking_is_confirmed_charged_once_and_told_once) {
    const auto answer = book(order(2));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->kept.status, 201);
    land();
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(the_booking().amount(), 5000);
    EXPECT_EQ(gateway.charges, 1);
    EXPECT_EQ(messages(), 1u);
}

TEST_F(BookingFlow, a_free_booking_charges_nothing) {
    inventory.price = 0;
    ASSERT_TRUE(book(order()));
    land();
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(gateway.charges, 0);
}

TEST_F(BookingFlow, an_event_known_to_be_sold_out_leaves_no_booking) {
    inventory.capacity = 0;
    const auto answer = book(order());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error(), Refusal::sold_out);
    EXPECT_TRUE(run(loop, store.list({}, {}, 10)).empty());
}

TEST_F(BookingFlow, a_refused_hold_rejects_and_leaves_nothing_to_do) {
    inventory.capacity = 1;
    inventory.hide_sold_out = true;
    const auto answer = book(order(2));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->kept.status, 409);
    expect_at_rest(Status::REJECTED);
    EXPECT_EQ(inventory.commands, 1) << "the inserter that sent the hold once has nothing to take back";
    EXPECT_EQ(messages(), 0u);
}

TEST_F(BookingFlow, a_declined_card_gives_the_tickets_back) {
    ASSERT_TRUE(book(order(1, "pm_declined")));
    land();
    expect_at_rest(Status::REJECTED);
    EXPECT_EQ(the_booking().reason, Reason::payment_declined);
}

TEST_F(BookingFlow, who_comes_when_it_is_full_is_refused_and_leaves_nothing) {
    gateway.silent = true;
    inventory.capacity = 1'000;
    std::vector<std::future<Answer>> inside;
    for (std::size_t i = 0; i < Instance::admission.most; ++i)
        inside.push_back(boost::asio::co_spawn(loop.get_executor(), instance.bookings.book(context(), order(), {}),
                                               boost::asio::use_future));
    const auto refused = book(order());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), Refusal::busy);
    for (auto& one : inside) {
        while (one.wait_for(std::chrono::seconds(0)) != std::future_status::ready) ASSERT_GT(loop.run_one(), 0U);
        EXPECT_EQ(one.get()->kept.status, 202);
    }
    land();
    EXPECT_EQ(run(loop, store.list({}, {}, 1'000)).size(), inside.size());
}

TEST_F(BookingFlow, silence_of_the_gateway_is_answered_pending_and_ends_by_itself) {
    gateway.silent = true;
    const auto answer = book(order(), key(1));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->kept.status, 202);
    gateway.silent = false;
    clock.time += std::chrono::seconds(6);
    run(loop, instance.recovery.carry_on_due());
    land();
    expect_at_rest(Status::CONFIRMED);
    const auto again = book(order(), key(1));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kept.status, 202) << "the first answer is given again";
    EXPECT_TRUE(again->replayed);
}

TEST_F(BookingFlow, a_charge_whose_answer_was_lost_is_not_charged_twice) {
    gateway.lose_answers = true;
    ASSERT_TRUE(book(order()));
    gateway.lose_answers = false;
    clock.time += std::chrono::seconds(6);
    run(loop, instance.recovery.carry_on_due());
    land();
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(gateway.charges, 2);
    EXPECT_EQ(gateway.kept(), 2500);
}

TEST_F(BookingFlow, a_gateway_silent_until_the_hold_ends_frees_the_tickets_and_takes_them_again) {
    gateway.lose_answers = true;  // the charge is taken
    ASSERT_TRUE(book(order()));
    gateway.lose_answers = false;
    gateway.silent = true;
    clock.time += std::chrono::seconds(601);
    run(loop, instance.recovery.carry_on_due());
    land();
    EXPECT_EQ(the_booking().phase, Phase::RELEASED);
    EXPECT_EQ(inventory.used(), 0);
    gateway.silent = false;
    recover();
    expect_at_rest(Status::CONFIRMED);
}

TEST_F(BookingFlow, money_found_when_the_tickets_are_gone_goes_back) {
    gateway.lose_answers = true;
    ASSERT_TRUE(book(order()));
    gateway.lose_answers = false;
    gateway.silent = true;
    clock.time += std::chrono::seconds(601);
    run(loop, instance.recovery.carry_on_due());
    land();
    inventory.capacity = 0;
    gateway.silent = false;
    recover();
    expect_at_rest(Status::REFUNDED);
    EXPECT_EQ(messages(), 1u) << "who has paid is told that it went back";
}

TEST_F(BookingFlow, after_giving_up_the_key_is_closed_and_nothing_is_taken) {
    gateway.silent = true;
    ASSERT_TRUE(book(order()));
    gateway.silent = false;
    clock.time += std::chrono::seconds(31);
    run(loop, instance.recovery.carry_on_due());
    land();
    expect_at_rest(Status::REJECTED);
    EXPECT_EQ(gateway.charges, 1) << "void, not charge, after give_up_at";
}

TEST_F(BookingFlow, a_silent_inventory_ends_in_unavailable_and_a_late_hold_is_released) {
    inventory.lose_answers = true;  // the hold is taken, nobody hears of it
    const auto answer = book(order(), key(1));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->kept.status, 202);
    EXPECT_EQ(inventory.used(), 1);
    clock.time += std::chrono::seconds(6);
    run(loop, instance.recovery.carry_on_due());
    land();
    EXPECT_EQ(the_booking().status, Status::REJECTED);
    inventory.lose_answers = false;
    recover();
    expect_at_rest(Status::REJECTED);
}

TEST_F(BookingFlow, the_same_key_gives_the_same_answer_and_books_once) {
    const auto first = book(order(), key(1));
    const auto again = book(order(), key(1));
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->kept.body, again->kept.body);
    EXPECT_FALSE(first->replayed);
    EXPECT_TRUE(again->replayed);
    land();
    expect_at_rest(Status::CONFIRMED);
}

TEST_F(BookingFlow, the_same_key_with_another_request_is_refused) {
    ASSERT_TRUE(book(order(), key(1, 1)));
    const auto other = book(order(2), key(1, 2));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error(), Refusal::key_reused);
}

TEST_F(BookingFlow, a_repeat_finds_its_booking_though_the_event_is_sold_out_now) {
    inventory.capacity = 1;
    const auto first = book(order(), key(1));
    const auto again = book(order(), key(1));
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->kept.body, again->kept.body);
}

TEST_F(BookingFlow, a_pending_answer_stands_though_the_booking_ends_for_want_of_a_neighbour) {
    inventory.silent = true;
    book(order(), key(1));
    clock.time += std::chrono::seconds(6);
    run(loop, instance.recovery.carry_on_due());
    land();
    inventory.silent = false;
    recover(2);
    const auto again = book(order(), key(1));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kept.status, 202);
    EXPECT_EQ(the_booking().status, Status::REJECTED);
}

TEST_F(BookingFlow, a_key_whose_booking_ended_unanswered_books_anew) {
    // What a crash leaves behind: key and booking are there, and nobody was answered.
    const auto lost = decision::begin({.id = BookingId{Uuid{{6}}},
                                       .user_id = buyer,
                                       .event_id = inventory.id,
                                       .inventory_id = {inventory.id.value},
                                       .tickets = 1,
                                       .unit_price = 2500,
                                       .currency = "EUR",
                                       .payment_method = "pm_approved",
                                       .keyed = true},
                                      {}, clock.now());
    run(loop, store.insert(lost, key(1)));
    inventory.silent = true;
    clock.time += std::chrono::seconds(6);
    run(loop, instance.recovery.carry_on_due());
    land();
    inventory.silent = false;
    const auto again = book(order(), key(1));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kept.status, 201);
    EXPECT_FALSE(again->replayed);
    EXPECT_EQ(run(loop, store.find(lost.id))->status, Status::REJECTED);
    EXPECT_EQ(book(order(), key(1))->kept.body, again->kept.body) << "the key stands for the new booking now";
    recover(2);
    EXPECT_EQ(inventory.sold(), 1);
    EXPECT_EQ(gateway.kept(), 2500);
}

TEST_F(BookingFlow, two_instances_that_carry_on_one_booking_charge_and_tell_once) {
    gateway.silent = true;
    ASSERT_TRUE(book(order()));
    land();
    gateway.silent = false;
    Instance other(loop, clock, store, inventory, gateway, publisher);
    const auto booking = the_booking();
    instance.flights.start(booking, false);
    other.flights.start(booking, false);
    land(instance);
    land(other);
    recover(2);
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(messages(), 1u);
}

TEST_F(BookingFlow, a_message_that_was_not_taken_stays_until_it_is) {
    publisher.silent = true;
    ASSERT_TRUE(book(order()));
    land();
    EXPECT_TRUE(the_booking().todo.has(Step::publish));
    publisher.silent = false;
    recover(2);
    expect_at_rest(Status::CONFIRMED);
    EXPECT_EQ(messages(), 1u);
    EXPECT_TRUE(the_booking().outbox.empty());
}

TEST_F(BookingFlow, two_hundred_at_once_on_the_last_ticket_sell_it_once) {
    inventory.capacity = 1;
    inventory.hide_sold_out = true;
    int answered = 0;
    for (int buyers = 0; buyers < 200; ++buyers)
        boost::asio::co_spawn(loop.get_executor(), instance.bookings.book(context(), order(), {}),
                              [&](std::exception_ptr fault, const Answer&) {
                                  ASSERT_FALSE(fault);
                                  ++answered;
                              });
    loop.restart();
    while (answered < 200) loop.run_one();
    land();
    // On a slow machine some are answered 202 before they end; the store knows how.
    const auto ended = run(loop, store.list({}, {}, 500));
    EXPECT_EQ(std::ranges::count(ended, Status::CONFIRMED, &Booking::status), 1);
    EXPECT_EQ(std::ranges::count(ended, Status::PENDING, &Booking::status), 0);
    EXPECT_EQ(inventory.sold(), 1);
    EXPECT_EQ(inventory.used(), 1);
    EXPECT_EQ(gateway.kept(), 2500);
}

}  // namespace boxoffice::booking::test
