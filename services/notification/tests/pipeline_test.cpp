#include "platform/testing/clocks.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "platform/testing/turning.hpp"
#include "services/notification/adapters/sqlite/sqlite_notification_store.hpp"
#include "services/notification/app/consumer.hpp"
#include "services/notification/app/notifications.hpp"
#include "services/notification/ports/message_json.hpp"
#include "services/notification/tests/faulty_store.hpp"

#include <gtest/gtest.h>

namespace boxoffice::notification {

namespace {

using namespace std::chrono_literals;
using Verdict = Delivery::Verdict;

// Gives what the test puts in; keeps what was acknowledged.
class TestSource final : public MessageSource {
public:
    explicit TestSource(Loop& loop) : fresh_(loop) {}

    void put(Message message) {
        auto body = std::make_shared<const std::string>(write_message(message));
        waiting_.push_back({.tag = ++last_tag_, .message = std::move(message), .body = std::move(body)});
        fresh_.notify();
    }
    Task<std::vector<ReceivedMessage>> receive(std::size_t most) override {
        while (waiting_.empty()) co_await fresh_.wait();
        std::vector<ReceivedMessage> given;
        while (!waiting_.empty() && given.size() < most) {
            given.push_back(std::move(waiting_.front()));
            waiting_.pop_front();
        }
        co_return given;
    }
    Task<> acknowledge(std::vector<DeliveryTag> tags) override {
        acknowledged.insert(acknowledged.end(), tags.begin(), tags.end());
        co_return;
    }
    Task<> give_back(std::vector<DeliveryTag> tags) override {
        given_back.insert(given_back.end(), tags.begin(), tags.end());
        co_return;
    }
    std::vector<DeliveryTag> acknowledged;
    std::vector<DeliveryTag> given_back;

private:
    Signal fresh_;
    DeliveryTag last_tag_ = 0;
    std::deque<ReceivedMessage> waiting_;
};

class TestCourier final : public Courier {
public:
    Capacity capacity() const override { return {.calls_at_once = 2, .batch_max = 3}; }
    Task<std::vector<Delivery>> deliver(const std::vector<Notification>& notifications) override {
        if (broken) throw std::runtime_error("the line is down");
        std::vector<Delivery> deliveries;
        for (const auto& notification : notifications) {
            tried.push_back(notification);
            deliveries.push_back({verdict, verdict == Verdict::delivered ? "" : "because"});
        }
        co_return deliveries;
    }
    std::vector<Notification> tried;
    Verdict verdict = Verdict::delivered;
    bool broken = false;
};

class PipelineTest : public testing::Test {
protected:
    void SetUp() override {
        mail.start();
        sms.start();
        consumer.start();
    }
    void TearDown() override {
        consumer.stop();
        mail.stop();
        sms.stop();
        scope.close();
        cancel_and_join(loop, scope);
    }
    Message message(std::string booking_id, MessageKind kind = MessageKind::confirmed) {
        const auto status = kind == MessageKind::cancelled  ? "CANCELLED"
                            : kind == MessageKind::refunded ? "REFUNDED"
                                                            : "CONFIRMED";
        return {.booking_id = booking_id,
                .user_email = "ada@example.org",
                .status = status,
                .kind = kind,
                .message_id = booking_id + ":1:" + status};
    }
    std::size_t stored_as(State state) { return run(loop, store.list({.state = state, .limit = 500})).size(); }
    void run_until_stored(State state, std::size_t count) {
        run_until(loop, [&] { return stored_as(state) == count; });
    }

    TemporaryFolder folder;
    Loop loop;
    SqliteNotificationStore store{loop, folder.path() / "notification.db"};
    SystemRandom random;
    UuidSource ids{random};
    ManualClock clock{loop};
    Metrics metrics{"notification"};
    TaskScope scope{loop, [](std::exception_ptr fault) { ADD_FAILURE() << describe(fault); }};
    TestSource source{loop};
    TestCourier mails;
    TestCourier texts;
    Sender mail{Channel::email, {store, mails, clock, loop, scope, {}, metrics}};
    Sender sms{Channel::sms, {store, texts, clock, loop, scope, {}, metrics}};
    FaultyStore faulty_store{store};
    Consumer consumer{{source, faulty_store, mail, sms, ids, clock, scope, {}, metrics}};
    Notifications notifications{{store, mail, sms, ids, clock, {}}};
};

}  // namespace

TEST_F(PipelineTest, a_message_is_stored_acknowledged_sent_and_marked) {
    source.put(message("b1"));
    run_until_stored(State::SENT, 1);
    EXPECT_EQ(source.acknowledged, std::vector<DeliveryTag>{1});
    ASSERT_EQ(mails.tried.size(), 1U);
    EXPECT_EQ(mails.tried[0].recipient, "ada@example.org");
    EXPECT_EQ(mails.tried[0].attempts, 1);
}

TEST_F(PipelineTest, a_phone_that_is_known_gets_an_sms_too) {
    auto both = message("b1");
    both.phone = "+4930123456";
    source.put(both);
    run_until_stored(State::SENT, 2);
    ASSERT_EQ(texts.tried.size(), 1U);
    EXPECT_EQ(texts.tried[0].recipient, "+4930123456");
}

TEST_F(PipelineTest, a_message_that_comes_twice_is_one_mail_and_acknowledged_twice) {
    source.put(message("b1"));
    source.put(message("b1"));
    source.put(message("b2"));
    source.put(message("b1"));
    run_until(loop, [&] { return source.acknowledged.size() == 4; });
    run_until_stored(State::SENT, 2);
    EXPECT_EQ(mails.tried.size(), 2U);
}

TEST_F(PipelineTest, a_cancellation_with_its_refund_is_one_mail) {
    source.put(message("b1", MessageKind::cancelled));
    source.put(message("b1", MessageKind::refunded));
    run_until(loop, [&] { return source.acknowledged.size() == 2; });
    run_until_stored(State::SENT, 1);
    EXPECT_EQ(mails.tried[0].kind, MessageKind::cancelled);
    EXPECT_EQ(run(loop, store.count()), 1);
}

TEST_F(PipelineTest, more_than_fits_into_memory_is_sent_all_the_same_and_once) {
    for (int i = 0; i < 100; ++i) source.put(message("b" + std::to_string(i)));
    run_until_stored(State::SENT, 100);
    EXPECT_EQ(mails.tried.size(), 100U);
}

TEST_F(PipelineTest, a_postponed_mail_is_tried_again_after_its_gap_and_given_up_after_the_last) {
    mails.verdict = Verdict::postponed;
    source.put(message("b1"));
    for (int attempt = 1; attempt < attempts_max; ++attempt) {
        run_until(loop, [&] { return std::ssize(mails.tried) == attempt; });
        run_until_stored(State::QUEUED, 1);
        EXPECT_EQ(run(loop, store.list({})).front().due_at, clock.now() + retry_gap(attempt));
        clock.advance(retry_gap(attempt));
    }
    run_until_stored(State::FAILED, 1);
    EXPECT_EQ(mails.tried.size(), static_cast<std::size_t>(attempts_max));
    EXPECT_EQ(run(loop, store.list({})).front().last_error, "because");
}

TEST_F(PipelineTest, every_attempt_is_the_same_notification) {
    mails.verdict = Verdict::postponed;
    source.put(message("b1"));
    run_until_stored(State::QUEUED, 1);
    mails.verdict = Verdict::delivered;
    clock.advance(retry_gap(1));
    run_until_stored(State::SENT, 1);
    ASSERT_EQ(mails.tried.size(), 2U);
    EXPECT_EQ(mails.tried[0].id, mails.tried[1].id);
    EXPECT_EQ(*mails.tried[0].body, *mails.tried[1].body);
}

TEST_F(PipelineTest, a_refused_mail_fails_at_once) {
    mails.verdict = Verdict::refused;
    source.put(message("b1"));
    run_until_stored(State::FAILED, 1);
    EXPECT_EQ(mails.tried.size(), 1U);
}

TEST_F(PipelineTest, a_courier_that_throws_postpones) {
    mails.broken = true;
    source.put(message("b1"));
    run_until_stored(State::QUEUED, 1);
    EXPECT_EQ(run(loop, store.list({})).front().last_error, "the line is down");
}

TEST_F(PipelineTest, an_address_that_cannot_be_written_to_is_kept_as_failed_and_acknowledged) {
    auto unreachable = message("b1");
    unreachable.user_email = "nobody";
    source.put(unreachable);
    run_until_stored(State::FAILED, 1);
    run_until(loop, [&] { return source.acknowledged.size() == 1; });
    EXPECT_TRUE(mails.tried.empty());
}

TEST_F(PipelineTest, what_cannot_be_stored_goes_back_and_all_else_is_done) {
    for (const auto* booking_id : {"b1", "poison", "b2", "b3"}) source.put(message(booking_id));
    run_until_stored(State::SENT, 3);
    EXPECT_EQ(source.given_back, std::vector<DeliveryTag>{2});
    EXPECT_EQ(source.acknowledged, (std::vector<DeliveryTag>{1, 3, 4}));
}

TEST_F(PipelineTest, while_the_store_is_away_messages_wait_and_none_goes_back) {
    faulty_store.away = true;
    source.put(message("b1"));
    source.put(message("b2"));
    for (int attempt = 1; attempt <= 10; ++attempt) {
        run_until(loop, [&] { return faulty_store.failures == 2 * attempt; });
        clock.advance(1s);
    }
    faulty_store.away = false;
    clock.advance(1s);
    run_until_stored(State::SENT, 2);
    EXPECT_TRUE(source.given_back.empty());
    EXPECT_EQ(source.acknowledged, (std::vector<DeliveryTag>{1, 2}));
}

TEST_F(PipelineTest, what_is_asked_for_over_the_interface_is_sent_once_unless_resent) {
    const auto ask = [&](bool resend) {
        Notifications::SendRequest request{.message = message("b1"), .channels = {Channel::email}, .resend = resend};
        request.render = [](const std::vector<Notification>& known) {
            return KeptAnswer{.status = 202, .body = known.front().id.text()};
        };
        return run(loop, notifications.send({Caller::service("booking"), {}}, std::move(request))).answer.body;
    };
    const auto first = ask(false);
    run_until_stored(State::SENT, 1);
    EXPECT_EQ(ask(false), first);
    EXPECT_NE(ask(true), first);
    run_until_stored(State::SENT, 2);
    EXPECT_EQ(mails.tried.size(), 2U);
}

TEST(Restart, what_was_left_queued_or_sending_is_sent_by_the_next_process) {
    TemporaryFolder folder;
    Loop loop;
    ManualClock clock(loop);
    SystemRandom random;
    UuidSource ids{random};
    const auto path = folder.path() / "notification.db";
    std::vector<Notification> left;
    for (const auto state : {State::QUEUED, State::SENDING})
        left.push_back({.id = {ids.next(clock.now())},
                        .booking_id = state == State::QUEUED ? "b1" : "b2",
                        .topic = "CONFIRMED",
                        .recipient = "a@b.c",
                        .body = std::make_shared<const std::string>("{}"),
                        .state = state,
                        .due_at = clock.now() + (state == State::QUEUED ? 0s : 10min)});
    run(loop, SqliteNotificationStore(loop, path).insert(left));

    SqliteNotificationStore store(loop, path);
    Metrics metrics{"notification"};
    TaskScope scope{loop, [](std::exception_ptr fault) { ADD_FAILURE() << describe(fault); }};
    TestCourier mails;
    Sender mail{Channel::email, {store, mails, clock, loop, scope, {}, metrics}};
    mail.start();
    run_until(loop, [&] { return run(loop, store.list({.state = State::SENT})).size() == 2; });
    EXPECT_EQ(mails.tried.size(), 2U);
    mail.stop();
    cancel_and_join(loop, scope);
}

}  // namespace boxoffice::notification
