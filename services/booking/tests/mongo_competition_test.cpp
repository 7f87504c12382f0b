#include "services/booking/tests/mongo_competition.hpp"

#include "platform/problem/unavailable.hpp"
#include "services/booking/tests/mongo_random_bookings.hpp"

#include <set>

namespace boxoffice::booking::test {

TEST_F(Competition, of_two_instances_that_decide_the_same_bookings_one_wins_each) {
    const auto bookings = inserted(128);
    const auto [confirms, refusals] = decide_both(bookings);
    for (std::size_t i = 0; i < bookings.size(); ++i) {
        EXPECT_NE(confirms[i], refusals[i]);
        const auto stored = run(loop, there.store.find(bookings[i].id));
        EXPECT_EQ(stored->status, confirms[i] ? Status::CONFIRMED : Status::REJECTED);
        EXPECT_EQ(stored->rev, 2);
    }
}

TEST_F(Competition, winners_and_losers_of_one_batch_are_told_apart) {
    const auto bookings = inserted(128);
    for (std::size_t i = 0; i < bookings.size(); i += 3)
        ASSERT_TRUE(run(
            loop, there.store.decide({.next = decision::give_up(bookings[i], clock.now()), .due = {}, .answer = {}})));
    Together<bool> decisions(loop);
    for (std::size_t i = 0; i < bookings.size(); ++i) {
        const auto due = i % 2 == 0 ? bookings[i].due : std::nullopt;
        decisions.start(here.store.decide({.next = confirmed(bookings[i]), .due = due, .answer = {}}));
    }
    const auto won = decisions.finish();
    for (std::size_t i = 0; i < bookings.size(); ++i) EXPECT_EQ(won[i], i % 3 != 0) << i;
}

TEST_F(Competition, two_decisions_on_one_booking_in_one_batch_are_one) {
    const auto booking = inserted(1).front();
    Together<bool> decisions(loop);
    for (int repeat = 0; repeat < 3; ++repeat)
        decisions.start(here.store.decide({.next = confirmed(booking), .due = {}, .answer = {}}));
    EXPECT_EQ(decisions.finish(), (std::vector{true, false, false}));
}

TEST_F(Competition, what_is_due_is_shared_and_nobody_gets_it_twice) {
    const auto bookings = inserted(300);
    const auto now = *bookings.front().due;
    Together<std::vector<Booking>> claims(loop);
    for (int round = 0; round < 4; ++round) {
        claims.start(here.store.claim_due(now, now + std::chrono::seconds(5), 100));
        claims.start(there.store.claim_due(now, now + std::chrono::seconds(5), 100));
    }
    std::multiset<BookingId> claimed;
    for (const auto& claim : claims.finish()) {
        EXPECT_LE(claim.size(), 100u);
        for (const auto& booking : claim) claimed.insert(booking.id);
    }
    for (const auto& booking : run(loop, here.store.claim_due(now, now + std::chrono::seconds(5), 300)))
        claimed.insert(booking.id);
    EXPECT_EQ(claimed.size(), 300u);
    EXPECT_EQ(std::set(claimed.begin(), claimed.end()).size(), 300u);
}

TEST_F(Competition, the_oldest_is_claimed_first) {
    for (const auto number : {3, 1, 2}) {
        auto booking = numbered(number);
        booking.due = clock.now() + std::chrono::seconds(number);
        run(loop, here.store.insert(booking, {}));
    }
    const auto claimed = run(loop, here.store.claim_due(clock.now() + std::chrono::seconds(9), clock.now(), 2));
    ASSERT_EQ(claimed.size(), 2u);
    EXPECT_EQ(claimed.front().id, numbered(1).id);
    EXPECT_EQ(claimed.back().id, numbered(2).id);
}

TEST_F(Competition, one_key_on_two_instances_is_one_booking) {
    Together<std::optional<BookingStore::Key>> first(loop);
    Together<std::optional<BookingStore::Key>> second(loop);
    for (int number = 0; number < 64; ++number) {
        const IdempotencyKey key{sha256("competing " + std::to_string(number)), {2}};
        first.start(here.store.insert(numbered(2 * number), key));
        second.start(there.store.insert(numbered(2 * number + 1), key));
    }
    const auto known_here = first.finish();
    const auto known_there = second.finish();
    for (int number = 0; number < 64; ++number) {
        const auto& lost_here = known_here[static_cast<std::size_t>(number)];
        const auto& lost_there = known_there[static_cast<std::size_t>(number)];
        ASSERT_NE(lost_here.has_value(), lost_there.has_value());
        const auto winner = numbered(lost_here ? 2 * number + 1 : 2 * number).id;
        EXPECT_EQ((lost_here ? lost_here : lost_there)->booking_id, winner);
    }
    EXPECT_EQ(run(loop, here.store.list({}, {}, 500)).size(), 64u);
}

TEST_F(Competition, after_a_crash_between_key_and_booking_one_repeat_inserts_it) {
    const IdempotencyKey key{sha256("crashed"), {2}};
    const auto booking = numbered(1);
    run(loop, here.store.insert(booking, key));
    run(loop, raw([](mongo::Database& database) { database.collection("bookings").delete_many({}); }));
    EXPECT_EQ(run(loop, there.store.find_key(key.id))->booking_id, booking.id);
    Together<std::optional<BookingStore::Key>> repeats(loop);
    repeats.start(here.store.insert(booking, {}));
    repeats.start(there.store.insert(booking, {}));
    const auto known = repeats.finish();
    EXPECT_NE(known.front().has_value(), known.back().has_value());
    EXPECT_EQ((known.front() ? known.front() : known.back())->booking_id, booking.id);
}

TEST_F(Competition, a_key_is_renewed_by_one) {
    const IdempotencyKey key{sha256("renewed"), {2}};
    run(loop, here.store.insert(numbered(1), key));
    Together<bool> renewals(loop);
    renewals.start(here.store.renew_key(key.id, numbered(1).id, numbered(2)));
    renewals.start(there.store.renew_key(key.id, numbered(1).id, numbered(3)));
    const auto renewed = renewals.finish();
    EXPECT_NE(renewed.front(), renewed.back());
    EXPECT_EQ(run(loop, here.store.find_key(key.id))->booking_id, numbered(renewed.front() ? 2 : 3).id);
    EXPECT_FALSE(run(loop, here.store.find(numbered(renewed.front() ? 3 : 2).id)));
}

/// A write whose answer was lost is sent again; the mark says what the first try has done.
class Repeated : public Competition {
protected:
    template <class Write>
    auto twice(Write write) {
        run(loop, raw(write));
        return run(loop, raw(write));
    }
};

TEST_F(Repeated, an_insert_says_the_same_again) {
    const documents::Insertion insertion{
        .booking = numbered(1), .key = IdempotencyKey{sha256("repeated"), {2}}, .mark = 71};
    const auto known = twice([insertion, now = clock.now()](mongo::Database& database) {
        return documents::insert(database, {insertion}, now);
    });
    EXPECT_FALSE(known.front());
}

TEST_F(Repeated, a_decision_says_the_same_again_also_when_another_has_followed) {
    const auto bookings = inserted(2);
    std::vector<documents::Replacement> batch;
    for (const auto& booking : bookings)
        batch.push_back({.next = confirmed(booking), .from_rev = 1, .due = {}, .answer = {}, .mark = 72});
    const auto decide = [batch](mongo::Database& database) { return documents::replace(database, batch); };
    EXPECT_EQ(twice(decide), (std::vector{true, true}));
    ASSERT_TRUE(run(loop, there.store.decide(
                              {.next = *decision::cancel(batch.front().next, clock.now()), .due = {}, .answer = {}})));
    EXPECT_EQ(run(loop, raw(decide)), (std::vector{true, true}));
}

TEST_F(Repeated, what_another_decided_stays_lost) {
    const auto booking = inserted(1).front();
    ASSERT_TRUE(run(loop, there.store.decide({.next = confirmed(booking), .due = {}, .answer = {}})));
    const documents::Replacement late{.next = confirmed(booking), .from_rev = 1, .due = {}, .answer = {}, .mark = 73};
    const auto won = twice([late](mongo::Database& database) { return documents::replace(database, {late}); });
    EXPECT_EQ(won, std::vector{false});
}

using StoredBookings = Competition;

TEST_F(StoredBookings, any_texts_and_numbers_go_through_every_write_as_they_are) {
    RandomBookings random(7);
    std::vector<Booking> bookings;
    for (int count = 0; count < 200; ++count) bookings.push_back(random.next());
    Together<std::optional<BookingStore::Key>> inserts(loop);
    for (const auto& booking : bookings) inserts.start(here.store.insert(booking, {}));
    inserts.finish();
    Together<bool> decisions(loop);
    std::vector<KeptAnswer> answers;
    for (auto& booking : bookings) {
        EXPECT_EQ(whole(*run(loop, there.store.find(booking.id))), whole(booking));
        auto next = random.next();
        next.id = booking.id;
        next.rev = booking.rev + 1;
        next.keyed = booking.keyed;
        booking = std::move(next);
        answers.push_back({.status = 201, .body = random.text(), .location = random.text()});
        decisions.start(here.store.decide({.next = booking, .due = {}, .answer = answers.back()}));
    }
    for (const auto won : decisions.finish()) EXPECT_TRUE(won);
    for (std::size_t i = 0; i < bookings.size(); ++i) {
        EXPECT_EQ(whole(*run(loop, there.store.find(bookings[i].id))), whole(bookings[i]));
        const auto kept = run(loop, there.store.find_answer(bookings[i].id));
        ASSERT_TRUE(kept);
        EXPECT_EQ(kept->body, answers[i].body);
        EXPECT_EQ(kept->location, answers[i].location);
    }
}

TEST_F(StoredBookings, a_text_with_a_dollar_is_kept_as_an_answer) {
    auto booking = numbered(1);
    run(loop, here.store.insert(booking, {}));
    const KeptAnswer answer{.status = 202, .body = "$user_id", .location = "$$ROOT"};
    EXPECT_EQ(run(loop, here.store.keep_answer(booking.id, answer)).body, "$user_id");
    booking.contact = Contact{.email = "ada@example.com", .name = "$rev", .phone = {}};
    EXPECT_TRUE(run(loop, here.store.note(booking)));
    EXPECT_EQ(run(loop, here.store.find(booking.id))->contact->name, "$rev");
    EXPECT_EQ(run(loop, here.store.find_answer(booking.id))->location, "$$ROOT") << "a note leaves the answer";
}

TEST_F(StoredBookings, a_decided_document_has_its_id_once) {
    const auto booking = inserted(1).front();
    run(loop, here.store.decide({.next = confirmed(booking), .due = {}, .answer = {}}));
    const auto document =
        run(loop, raw([](mongo::Database& database) { return database.collection("bookings").find_one({}).value(); }));
    int ids = 0;
    for (const auto& [name, value] : document.view()) ids += name == "_id";
    EXPECT_EQ(ids, 1);
    EXPECT_EQ(document.view().get<std::string>("status"), "CONFIRMED");
}

TEST_F(StoredBookings, a_message_stands_in_the_outbox_until_it_is_published) {
    const auto booking = inserted(1).front();
    run(loop, here.store.decide({.next = confirmed(booking), .due = {}, .answer = {}}));
    ASSERT_EQ(run(loop, there.store.find(booking.id))->outbox.size(), 1u);
    run(loop, here.store.settle(booking.id, 2, {Step::sell}));
    EXPECT_EQ(run(loop, there.store.find(booking.id))->outbox.size(), 1u);
    run(loop, here.store.settle(booking.id, 2, {Step::publish}));
    EXPECT_TRUE(run(loop, there.store.find(booking.id))->outbox.empty());
}

TEST(MongoBookingStore, says_that_it_is_unavailable_while_the_engine_is_away) {
    Loop loop;
    StandingClock clock;
    mongo::Client client(loop, Secret("mongodb://127.0.0.1:9/none"),
                         {.find_engine_within = std::chrono::milliseconds(100)});
    TaskScope scope(loop, [](std::exception_ptr) { ADD_FAILURE() << "a batch threw"; });
    MongoBookingStore store(client, scope, clock);
    EXPECT_THROW(run(loop, store.prepare()), Unavailable);
    EXPECT_THROW(run(loop, store.insert(sample_booking(1), {})), Unavailable);
    EXPECT_THROW(run(loop, store.decide({.next = sample_booking(1), .due = {}, .answer = {}})), Unavailable);
    EXPECT_THROW(run(loop, store.find(sample_booking(1).id)), Unavailable);
    EXPECT_THROW(run(loop, store.claim_due(clock.now(), clock.now(), 5)), Unavailable);
    run_until(loop, [&scope] { return scope.running() == 0; });
}

}  // namespace boxoffice::booking::test
