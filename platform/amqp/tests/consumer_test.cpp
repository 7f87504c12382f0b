#include "platform/amqp/consumer.hpp"

#include "platform/amqp/testing/test_broker.hpp"
#include "platform/async/run.hpp"
#include "platform/problem/unavailable.hpp"
#include "platform/testing/turning.hpp"

#include <gtest/gtest.h>

#include <map>

namespace boxoffice::amqp {

namespace {

using namespace std::chrono_literals;

std::vector<Outgoing> messages(int count, const std::string& prefix = "m") {
    std::vector<Outgoing> made;
    for (int i = 0; i < count; ++i) made.push_back({.message_id = prefix + std::to_string(i), .body = "{}"});
    return made;
}

std::vector<DeliveryTag> tags_of(const std::vector<Delivery>& deliveries) {
    std::vector<DeliveryTag> tags;
    for (const auto& delivery : deliveries) tags.push_back(delivery.tag);
    return tags;
}

class ConsumerTest : public testing::Test {
protected:
    void SetUp() override { Connection(broker.address(), {.name = "founder"}).declare(topology); }
    void open(Consumer::Options options = {}) {
        consumer.reset();
        consumer = std::make_unique<Consumer>(loop, broker.address(), topology, Log(), options);
    }
    std::vector<Delivery> receive(std::size_t most = 1'000) {
        auto received = start(loop, consumer->receive(most));
        return finish(loop, received);
    }
    /// Receives until so many have come, and gives them in order.
    std::vector<Delivery> receive_all(std::size_t count) {
        std::vector<Delivery> all;
        while (all.size() < count && !HasFailure())
            for (auto& delivery : receive()) all.push_back(std::move(delivery));
        return all;
    }

    Loop loop;
    TestBroker broker;
    Topology topology;
    std::unique_ptr<Consumer> consumer;
};

}  // namespace

TEST_F(ConsumerTest, what_is_acknowledged_never_comes_again) {
    broker.put(topology.queue, messages(700));
    open();
    std::size_t received = 0;
    while (received < 700) {
        const auto burst = receive(100);
        EXPECT_LE(burst.size(), 100U);
        received += burst.size();
        consumer->acknowledge(tags_of(burst));
    }
    EXPECT_EQ(received, 700U);
    consumer.reset();
    EXPECT_EQ(broker.waiting_in(topology.queue, 0), 0U);
}

TEST_F(ConsumerTest, acknowledgements_in_any_order_are_all_heard) {
    broker.put(topology.queue, messages(20));
    open();
    auto all = receive_all(20);
    std::ranges::reverse(all);
    for (const auto& delivery : all)
        if (delivery.message_id != "m7") consumer->acknowledge({delivery.tag});
    consumer.reset();
    ASSERT_EQ(broker.waiting_in(topology.queue, 1), 1U);
    EXPECT_EQ(broker.drain(topology.queue)[0].message_id, "m7");
}

TEST_F(ConsumerTest, no_more_is_delivered_than_the_prefetch_until_it_is_settled) {
    broker.put(topology.queue, messages(20));
    open({.prefetch = 5});
    const auto first = receive_all(6);  // the one that came alone, and five
    EXPECT_EQ(broker.waiting_in(topology.queue), 14U);
    consumer->acknowledge(tags_of(first));
    EXPECT_EQ(receive_all(6).size(), 6U);
}

TEST_F(ConsumerTest, after_a_lost_connection_what_was_not_settled_comes_again_and_old_tags_settle_nothing) {
    broker.put(topology.queue, messages(3));
    open();
    const auto first = receive_all(3);
    broker.drop_connections();
    const auto again = receive_all(3);
    EXPECT_EQ(again[0].returned, 1);
    consumer->acknowledge(tags_of(first));
    consumer->acknowledge({again[0].tag});
    consumer.reset();
    EXPECT_EQ(broker.waiting_in(topology.queue, 2), 2U);
}

TEST_F(ConsumerTest, a_message_that_is_always_given_back_is_a_dead_letter_after_the_limit_and_one_delivery) {
    broker.put(topology.queue, messages(1, "poison"));
    broker.put(topology.queue, messages(50));
    open();
    std::map<std::string, int> deliveries;
    std::size_t done = 0;
    while (done < 50 || deliveries["poison0"] < *topology.delivery_limit + 1) {
        for (const auto& delivery : receive()) {
            ++deliveries[delivery.message_id];
            if (delivery.message_id == "poison0") {
                consumer->give_back({delivery.tag});
            } else {
                consumer->acknowledge({delivery.tag});
                ++done;
            }
        }
        ASSERT_FALSE(HasFailure());
    }
    ASSERT_EQ(broker.waiting_in(topology.dead_queue, 1), 1U);
    EXPECT_EQ(broker.waiting_in(topology.queue, 0), 0U);
    EXPECT_EQ(deliveries["poison0"], 6);
    const auto dead = broker.drain(topology.dead_queue);
    EXPECT_EQ(dead[0].message_id, "poison0");
    EXPECT_EQ(dead[0].reason_dead, "delivery_limit");
}

TEST_F(ConsumerTest, of_a_body_that_is_too_large_only_the_beginning_is_kept) {
    broker.put(topology.queue, {{.message_id = "huge", .body = std::string(1'000'000, 'x')},
                                {.message_id = "fits", .body = std::string(1'000, 'y')},
                                {.message_id = "empty"}});
    open({.body_max = 1'000});
    const auto all = receive_all(3);
    EXPECT_TRUE(all[0].too_large);
    EXPECT_EQ(all[0].body_size, 1'000'000U);
    EXPECT_EQ(all[0].body, std::string(1'000, 'x'));
    EXPECT_FALSE(all[1].too_large);
    EXPECT_EQ(all[1].body, std::string(1'000, 'y'));
    EXPECT_EQ(all[2].body, "");
}

TEST_F(ConsumerTest, answers_a_ping_while_messages_wait_and_recovers_by_itself) {
    broker.put(topology.queue, messages(100));
    open({.prefetch = 10});
    run(loop, consumer->ping());
    receive();
    broker.drop_connections();
    run_until(loop, [&] {
        try {
            run(loop, consumer->ping());
            return true;
        } catch (const Unavailable&) {
            return false;
        }
    });
}

TEST_F(ConsumerTest, a_wait_for_messages_can_be_cancelled) {
    open();
    TaskScope scope(loop, [](std::exception_ptr fault) { ADD_FAILURE() << describe(fault); });
    const auto wait = [](Consumer& from) -> Task<> { co_await from.receive(1); };
    scope.spawn(wait(*consumer));
    loop.restart();
    loop.poll();
    cancel_and_join(loop, scope);
}

TEST(Consumer, is_made_without_a_broker_and_ends_promptly) {
    Loop loop;
    const auto begin = std::chrono::steady_clock::now();
    {
        Consumer consumer(loop, Address::parse("amqp://127.0.0.1:1"), {}, {}, {});
        EXPECT_THROW(run(loop, consumer.ping()), Unavailable);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
}

}  // namespace boxoffice::amqp
