#include "platform/amqp/publisher.hpp"

#include "platform/amqp/testing/test_broker.hpp"
#include "platform/async/run.hpp"
#include "platform/problem/unavailable.hpp"
#include "platform/testing/turning.hpp"

#include <gtest/gtest.h>
#include <boost/asio/ip/tcp.hpp>

#include <set>

namespace boxoffice::amqp {

namespace {

using namespace std::chrono_literals;

std::vector<Outgoing> booking_messages(int count, const std::string& prefix = "m") {
    std::vector<Outgoing> made;
    for (int i = 0; i < count; ++i)
        made.push_back({.routing_key = "booking.confirmed",
                        .message_id = prefix + std::to_string(i),
                        .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        .body = R"({"booking_id": ")" + std::to_string(i) + "\"}"});
    return made;
}

std::set<std::string> ids_of(const std::vector<Delivery>& deliveries) {
    std::set<std::string> ids;
    for (const auto& delivery : deliveries) ids.insert(delivery.message_id);
    return ids;
}

class PublisherTest : public testing::Test {
protected:
    void publish(std::vector<Outgoing> outgoing) { run(loop, publisher.publish(std::move(outgoing))); }
    bool answers() {
        try {
            run(loop, publisher.ping());
            return true;
        } catch (const Unavailable&) {
            return false;
        }
    }

    Loop loop;
    TestBroker broker;
    Topology topology;
    Publisher publisher{loop, broker.address(), topology, {}, {}};
};

// A place where nobody, or nobody who speaks, listens.
struct Silence {
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor acceptor{context, {boost::asio::ip::address_v4::loopback(), 0}};
    Address address = Address::parse("amqp://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()));
};

}  // namespace

TEST_F(PublisherTest, what_is_answered_is_in_the_queue_with_all_that_belongs_to_it) {
    publish(booking_messages(3));
    const auto found = broker.drain(topology.queue);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].message_id, "m0");
    EXPECT_EQ(found[0].routing_key, "booking.confirmed");
    EXPECT_EQ(found[0].content_type, "application/json");
    EXPECT_EQ(found[0].traceparent, booking_messages(1)[0].traceparent);
    EXPECT_EQ(found[0].body, booking_messages(1)[0].body);
}

TEST_F(PublisherTest, calls_that_come_together_are_each_answered) {
    std::vector<std::future<void>> calls;
    for (int i = 0; i < 50; ++i)
        calls.push_back(start(loop, publisher.publish(booking_messages(20, std::to_string(i) + "/"))));
    for (auto& call : calls) finish(loop, call);
    EXPECT_EQ(broker.waiting_in(topology.queue, 1'000), 1'000U);
}

TEST_F(PublisherTest, a_message_that_reaches_no_queue_is_a_fault_and_the_queue_is_made_anew) {
    publish(booking_messages(1));
    broker.remove(topology.queue);
    EXPECT_THROW(publish(booking_messages(1)), Unavailable);
    run_until(loop, [&] { return answers(); });
    publish(booking_messages(1));
    EXPECT_EQ(broker.waiting_in(topology.queue, 1), 1U);
}

TEST_F(PublisherTest, a_message_that_the_broker_refuses_is_a_fault_of_its_call_alone) {
    publish(booking_messages(1));
    broker.limit(topology.queue, 1);
    run_until(loop, [&] {
        try {
            publish(booking_messages(1));
            return false;
        } catch (const Unavailable&) {
            return true;
        }
    });
    EXPECT_TRUE(answers());
    broker.limit(topology.queue, 1'000);
    run_until(loop, [&] {
        try {
            publish(booking_messages(1));
            return true;
        } catch (const Unavailable&) {
            return false;
        }
    });
}

TEST_F(PublisherTest, a_connection_lost_in_mid_batch_is_a_fault_then_it_recovers_and_nothing_is_lost) {
    ASSERT_TRUE(answers());
    auto batch = start(loop, publisher.publish(booking_messages(6'000)));
    loop.restart();
    loop.poll();
    broker.drop_connections();
    EXPECT_THROW(finish(loop, batch), Unavailable);
    run_until(loop, [&] { return answers(); });
    publish(booking_messages(6'000));
    EXPECT_EQ(ids_of(broker.drain(topology.queue)).size(), 6'000U);
}

TEST_F(PublisherTest, more_than_may_wait_is_refused_at_once) {
    Publisher small(loop, broker.address(), topology, {}, {.waiting_max = 10});
    auto first = start(loop, small.publish(booking_messages(8)));
    auto second = start(loop, small.publish(booking_messages(8)));
    EXPECT_THROW(finish(loop, second), Unavailable);
    finish(loop, first);
}

TEST(Publisher, is_made_without_a_broker_and_says_so_at_once) {
    Silence silence;
    silence.acceptor.close();
    Loop loop;
    Publisher publisher(loop, silence.address, {}, {}, {});
    EXPECT_THROW(run(loop, publisher.publish(booking_messages(1))), Unavailable);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THROW(run(loop, publisher.publish(booking_messages(1))), Unavailable);
    EXPECT_THROW(run(loop, publisher.ping()), Unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 500ms);
}

TEST(Publisher, a_broker_that_says_nothing_is_away_within_seconds) {
    Silence silence;
    Loop loop;
    Publisher publisher(loop, silence.address, {}, {}, {});
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THROW(run(loop, publisher.ping()), Unavailable);
    EXPECT_THROW(run(loop, publisher.publish(booking_messages(1))), Unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 7s);
}

TEST(Publisher, a_broker_that_cannot_show_who_it_is_is_away) {
    TestBroker broker;
    auto address = broker.address();
    address.tls = true;
    Loop loop;
    Publisher publisher(loop, address, {}, {}, {});
    EXPECT_THROW(run(loop, publisher.publish(booking_messages(1))), Unavailable);
}

}  // namespace boxoffice::amqp
