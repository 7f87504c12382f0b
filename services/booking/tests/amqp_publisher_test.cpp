#include "services/booking/adapters/amqp/amqp_publisher.hpp"

#include <boost/json/parse.hpp>
#include "platform/amqp/testing/test_broker.hpp"
#include "platform/async/run.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/turning.hpp"
#include "services/booking/ports/unanswered.hpp"

#include <gtest/gtest.h>

namespace boxoffice::booking {

namespace {

class AmqpPublisherTest : public testing::Test {
protected:
    ~AmqpPublisherTest() override {
        scope.close();
        run_until(loop, [&] { return scope.running() == 0; });
    }

    Message message(MessageKind kind) {
        const BookingId id{ids.next(test_time)};
        return {.message_id = id.text() + ":2:" + boost::describe::enum_to_string(kind, ""),
                .kind = kind,
                .booking_id = id,
                .user_email = "ada@example.org",
                .status = Status::CONFIRMED,
                .event = EventSnapshot{.name = "Concert"},
                .tickets = 2,
                .amount = 4'000,
                .currency = "EUR",
                .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
    }

    Loop loop;
    SystemRandom random;
    UuidSource ids{random};
    amqp::TestBroker broker;
    amqp::Topology topology;
    TaskScope scope{loop, [](std::exception_ptr fault) { ADD_FAILURE() << describe(fault); }};
    amqp::Publisher connection{loop, broker.address(), topology, {}, {}};
    AmqpPublisher publisher{scope, connection};
};

}  // namespace

TEST_F(AmqpPublisherTest, a_message_is_what_the_contract_says) {
    const auto sent = message(MessageKind::cancelled);
    run(loop, publisher.publish({sent}));
    const auto found = broker.drain(topology.queue);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].routing_key, "booking.cancelled");
    EXPECT_EQ(found[0].message_id, sent.message_id);
    EXPECT_EQ(found[0].content_type, "application/json");
    EXPECT_EQ(found[0].traceparent, sent.traceparent);
    const auto body = boost::json::parse(found[0].body).as_object();
    EXPECT_EQ(body.at("booking_id").as_string(), sent.booking_id.text());
    EXPECT_EQ(body.at("user_email").as_string(), "ada@example.org");
    EXPECT_EQ(body.at("status").as_string(), "CONFIRMED");
    EXPECT_EQ(body.at("tickets").as_int64(), 2);
}

TEST_F(AmqpPublisherTest, every_kind_reaches_the_queue) {
    run(loop, publisher.publish({message(MessageKind::confirmed), message(MessageKind::changed),
                                 message(MessageKind::cancelled), message(MessageKind::refunded)}));
    run(loop, publisher.publish({}));
    EXPECT_EQ(broker.waiting_in(topology.queue, 4), 4U);
}

TEST_F(AmqpPublisherTest, calls_at_once_are_each_answered_when_theirs_are_in_the_queue) {
    std::vector<std::future<void>> calls;
    for (int i = 0; i < 1'000; ++i) calls.push_back(start(loop, publisher.publish({message(MessageKind::confirmed)})));
    for (auto& call : calls) finish(loop, call);
    EXPECT_EQ(broker.waiting_in(topology.queue, 1'000), 1'000U);
}

TEST_F(AmqpPublisherTest, without_a_broker_nothing_is_known) {
    amqp::Publisher away(loop, amqp::Address::parse("amqp://127.0.0.1:1"), topology, {}, {});
    AmqpPublisher nowhere(scope, away);
    EXPECT_THROW(run(loop, nowhere.publish({message(MessageKind::confirmed)})), Unanswered);
    run_until(loop, [&] { return scope.running() == 0; });
}

}  // namespace boxoffice::booking
