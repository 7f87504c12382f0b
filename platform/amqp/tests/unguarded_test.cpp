#include "platform/amqp/publisher.hpp"

#include "platform/amqp/consumer.hpp"
#include "platform/amqp/testing/test_broker.hpp"
#include "platform/async/run.hpp"
#include "platform/problem/unavailable.hpp"
#include "platform/testing/turning.hpp"

#include <gtest/gtest.h>
#include <cstdlib>

namespace boxoffice::amqp {

namespace {

// What these tests show to be missed; asked for by the first guard.
const int leave_out = setenv("LEAVE_OUT_GUARDS", "publisher_confirms,delivery_limit", 1);

class UnguardedTest : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(leave_out, 0); }

    Loop loop;
    TestBroker broker;
    Topology topology;
};

}  // namespace

TEST_F(UnguardedTest, without_confirms_a_message_that_the_broker_refused_counts_as_published) {
    Publisher publisher(loop, broker.address(), topology, {}, {});
    std::size_t published = 0;
    const auto publish_one = [&] {
        run(loop, publisher.publish({{.routing_key = "booking.confirmed", .message_id = "1", .body = "{}"}}));
        ++published;
    };
    publish_one();
    EXPECT_EQ(broker.waiting_in(topology.queue, 1), 1U);
    broker.limit(topology.queue, 1);
    run_until(loop, [&] {
        publish_one();
        return broker.waiting_in(topology.queue) + 20 < published;
    });
}

TEST_F(UnguardedTest, without_a_delivery_limit_a_message_that_is_always_given_back_comes_for_ever) {
    Connection(broker.address(), {.name = "founder"}).declare(topology);
    broker.put(topology.queue, {{.message_id = "poison", .body = "{}"}});
    Consumer consumer(loop, broker.address(), topology, {}, {});
    for (int delivery = 0; delivery < 20; ++delivery) {
        auto received = start(loop, consumer.receive(1));
        consumer.give_back({finish(loop, received).at(0).tag});
    }
    EXPECT_EQ(broker.waiting_in(topology.dead_queue), 0U);
}

}  // namespace boxoffice::amqp
