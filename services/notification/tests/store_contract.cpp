#include "services/notification/tests/store_contract.hpp"

namespace boxoffice::notification {

using namespace std::chrono_literals;

Notification StoreContract::notification(std::string booking_id, std::string topic, Channel channel) {
    return {.id = {ids.next(now)},
            .booking_id = std::move(booking_id),
            .topic = std::move(topic),
            .booking_status = "CONFIRMED",
            .kind = MessageKind::confirmed,
            .channel = channel,
            .recipient = "ada@example.org",
            .body = std::make_shared<const std::string>("{}"),
            .trace_id = {1, 2, 3},
            .due_at = now,
            .created_at = now};
}

Submitted StoreContract::submit(Notification wanted, bool resend, std::optional<IdempotencyKey> key) {
    return run(loop, store->submit({.wanted = {std::move(wanted)},
                                    .resend = resend,
                                    .key = key,
                                    .render =
                                        [](const std::vector<Notification>& known) {
                                            return KeptAnswer{.status = 202, .body = known.front().id.text()};
                                        },
                                    .now = now}));
}

TEST_P(StoreContract, a_notification_is_found_as_it_was_stored_also_after_reopening) {
    const auto stored = notification();
    ASSERT_TRUE(insert({stored})[0]);
    open();
    const auto found = run(loop, store->find(stored.id));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->booking_id, "b1");
    EXPECT_EQ(found->topic, "CONFIRMED");
    EXPECT_EQ(found->booking_status, "CONFIRMED");
    EXPECT_EQ(found->channel, Channel::email);
    EXPECT_EQ(found->recipient, "ada@example.org");
    EXPECT_EQ(*found->body, "{}");
    EXPECT_EQ(found->trace_id, stored.trace_id);
    EXPECT_EQ(found->state, State::QUEUED);
    EXPECT_EQ(found->attempts, 0);
    EXPECT_EQ(found->due_at, now);
    EXPECT_EQ(found->created_at, now);
    EXPECT_FALSE(found->sent_at);
    EXPECT_FALSE(run(loop, store->find(notification().id)));
}

TEST_P(StoreContract, a_topic_is_stored_once_for_booking_and_channel) {
    EXPECT_EQ(insert({notification(), notification()}), (std::vector{true, false}));
    EXPECT_EQ(insert({notification(), notification("b1", "CONFIRMED", Channel::sms), notification("b2"),
                      notification("b1", "ENDED")}),
              (std::vector{false, true, true, true}));
    EXPECT_EQ(run(loop, store->count()), 4);
}

TEST_P(StoreContract, the_count_survives_reopening) {
    insert({notification("b1"), notification("b2")});
    open();
    EXPECT_EQ(run(loop, store->count()), 2);
}

TEST_P(StoreContract, a_claim_takes_what_is_due_of_its_channel_once) {
    auto later = notification("b2");
    later.due_at = now + 1ms;
    insert({notification("b1"), later, notification("b3", "CONFIRMED", Channel::sms)});
    const auto claimed = run(loop, store->claim(Channel::email, now, now + 1min, 10));
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].booking_id, "b1");
    EXPECT_EQ(claimed[0].state, State::SENDING);
    EXPECT_EQ(claimed[0].attempts, 1);
    EXPECT_EQ(claimed[0].due_at, now + 1min);
    EXPECT_TRUE(run(loop, store->claim(Channel::email, now, now + 1min, 10)).empty());
    EXPECT_EQ(run(loop, store->claim(Channel::sms, now, now + 1min, 10)).size(), 1U);
}

TEST_P(StoreContract, a_claim_takes_the_longest_due_first_and_not_more_than_asked) {
    auto first = notification("b1");
    first.due_at = now - 2s;
    insert({notification("b2"), first});
    const auto claimed = run(loop, store->claim(Channel::email, now, now + 1min, 1));
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].booking_id, "b1");
}

TEST_P(StoreContract, a_lapsed_lease_is_claimed_again_as_a_further_attempt) {
    insert({notification()});
    run(loop, store->claim(Channel::email, now, now + 1min, 10));
    const auto again = run(loop, store->claim(Channel::email, now + 1min, now + 2min, 10));
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempts, 2);
}

TEST_P(StoreContract, a_claim_that_is_prolonged_holds_longer) {
    const auto mine = notification("b1");
    const auto lapsed = notification("b2");
    insert({mine, lapsed});
    run(loop, store->claim(Channel::email, now, now + 1min, 10));
    run(loop, store->prolong({{.id = mine.id, .attempt = 1}}, now + 2min));
    const auto claimed = run(loop, store->claim(Channel::email, now + 1min, now + 3min, 10));
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].booking_id, "b2");
    run(loop, store->prolong({{.id = lapsed.id, .attempt = 1}}, now + 9min));
    EXPECT_EQ(run(loop, store->find(lapsed.id))->due_at, now + 3min) << "it is somebody else's attempt";
}

TEST_P(StoreContract, what_is_settled_is_not_prolonged) {
    const auto sent = notification();
    insert({sent});
    run(loop, store->claim(Channel::email, now, now + 1min, 10));
    run(loop, store->settle({{.id = sent.id, .attempt = 1, .state = State::SENT, .at = now + 1s}}));
    run(loop, store->prolong({{.id = sent.id, .attempt = 1}}, now + 2min));
    EXPECT_FALSE(run(loop, store->find(sent.id))->due_at);
}

TEST_P(StoreContract, what_was_sent_is_settled) {
    const auto stored = notification();
    insert({stored});
    run(loop, store->claim(Channel::email, now, now + 1min, 10));
    run(loop, store->settle({{.id = stored.id, .attempt = 1, .state = State::SENT, .at = now + 1s}}));
    const auto found = run(loop, store->find(stored.id));
    EXPECT_EQ(found->state, State::SENT);
    EXPECT_EQ(found->sent_at, now + 1s);
    EXPECT_FALSE(found->due_at);
    EXPECT_TRUE(run(loop, store->claim(Channel::email, now + 1h, now + 2h, 10)).empty());
}

TEST_P(StoreContract, what_was_postponed_is_due_again_and_what_failed_is_not) {
    const auto postponed = notification("b1");
    const auto failed = notification("b2");
    insert({postponed, failed});
    run(loop, store->claim(Channel::email, now, now + 1min, 10));
    run(loop,
        store->settle({{.id = postponed.id, .attempt = 1, .state = State::QUEUED, .at = now + 10s, .error = "busy"},
                       {.id = failed.id, .attempt = 1, .state = State::FAILED, .at = now, .error = "no such user"}}));
    EXPECT_TRUE(run(loop, store->claim(Channel::email, now + 9s, now + 1min, 10)).empty());
    const auto again = run(loop, store->claim(Channel::email, now + 10s, now + 1min, 10));
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].last_error, "busy");
    EXPECT_EQ(run(loop, store->find(failed.id))->last_error, "no such user");
}

TEST_P(StoreContract, an_attempt_that_was_overtaken_settles_nothing) {
    const auto stored = notification();
    insert({stored});
    run(loop, store->claim(Channel::email, now, now + 1min, 10));
    run(loop, store->claim(Channel::email, now + 1min, now + 2min, 10));
    run(loop, store->settle({{.id = stored.id, .attempt = 1, .state = State::FAILED, .at = now, .error = "late"}}));
    const auto found = run(loop, store->find(stored.id));
    EXPECT_EQ(found->state, State::SENDING);
    EXPECT_FALSE(found->last_error);
}

TEST_P(StoreContract, a_submission_of_something_known_answers_what_is_known) {
    const auto first = notification();
    EXPECT_EQ(submit(first).answer.body, first.id.text());
    EXPECT_EQ(submit(notification()).answer.body, first.id.text());
    EXPECT_EQ(run(loop, store->count()), 1);
}

TEST_P(StoreContract, a_resend_is_stored_anew_with_the_fullest_message) {
    auto full = notification();
    full.body = std::make_shared<const std::string>(R"({"event":"known"})");
    insert({full});
    const auto second = notification();
    EXPECT_EQ(submit(second, true).answer.body, second.id.text());
    const auto third = notification();
    EXPECT_EQ(submit(third, true).answer.body, third.id.text());
    EXPECT_EQ(run(loop, store->count()), 3);
    EXPECT_EQ(*run(loop, store->find(third.id))->body, *full.body);
    EXPECT_EQ(submit(notification()).answer.body, full.id.text());
}

TEST_P(StoreContract, a_key_gives_its_first_answer_again) {
    const IdempotencyKey key{.id = {1}, .fingerprint = {2}};
    const auto first = submit(notification(), true, key);
    EXPECT_EQ(first.use, KeyUse::fresh);
    const auto again = submit(notification(), true, key);
    EXPECT_EQ(again.use, KeyUse::replayed);
    EXPECT_EQ(again.answer.body, first.answer.body);
    EXPECT_EQ(submit(notification(), true, IdempotencyKey{.id = {1}, .fingerprint = {3}}).use, KeyUse::reused);
    EXPECT_EQ(run(loop, store->count()), 1);
}

TEST_P(StoreContract, a_list_is_newest_first_and_narrowed) {
    const auto first = notification("b1");
    const auto second = notification("b2");
    auto third = notification("b2", "ENDED");
    third.state = State::FAILED;
    third.due_at.reset();
    insert({first, second, third});
    const auto ids_of = [&](NotificationFilter filter) {
        std::vector<NotificationId> found;
        for (const auto& one : run(loop, store->list(std::move(filter)))) found.push_back(one.id);
        return found;
    };
    EXPECT_EQ(ids_of({}), (std::vector{third.id, second.id, first.id}));
    EXPECT_EQ(ids_of({.limit = 2}), (std::vector{third.id, second.id}));
    EXPECT_EQ(ids_of({.before = second.id}), (std::vector{first.id}));
    EXPECT_EQ(ids_of({.booking_id = "b2"}), (std::vector{third.id, second.id}));
    EXPECT_EQ(ids_of({.booking_id = "b2", .state = State::QUEUED}), (std::vector{second.id}));
    EXPECT_EQ(ids_of({.state = State::FAILED}), (std::vector{third.id}));
    EXPECT_EQ(ids_of({.state = State::QUEUED}), (std::vector{second.id, first.id}));
    EXPECT_TRUE(ids_of({.state = State::SENT}).empty());
}

}  // namespace boxoffice::notification
