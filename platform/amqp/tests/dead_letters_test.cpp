#include "platform/amqp/consumer.hpp"
#include "platform/amqp/replay.hpp"
#include "platform/amqp/testing/test_broker.hpp"
#include "platform/async/run.hpp"
#include "platform/testing/turning.hpp"

#include <gtest/gtest.h>

#include <set>

namespace boxoffice::amqp {

namespace {

using namespace std::chrono_literals;

class DeadLettersTest : public testing::Test {
protected:
    explicit DeadLettersTest(Topology given = {}) : topology(std::move(given)) {
        Connection(broker.address(), {.name = "founder"}).declare(topology);
    }

    std::vector<Outgoing> innocents() const {
        std::vector<Outgoing> made;
        for (int i = 0; i < innocent_count; ++i) made.push_back({.message_id = std::to_string(i), .body = "{}"});
        return made;
    }

    /// Lives as a process does that handles messages until it meets the one that kills it, or has nothing to do.
    void live_and_die() {
        Consumer consumer(loop, broker.address(), topology, Log(), {});
        live_and_die(consumer);
    }
    void live_and_die(Consumer& consumer) {
        while (done.size() < innocent_count || killings < killings_max) {
            auto received = start(loop, consumer.receive(100));
            const auto burst = finish(loop, received);
            for (const auto& delivery : burst)
                if (delivery.message_id == "killer") {
                    ++killings;
                    return;
                }
            for (const auto& delivery : burst) {
                done.insert(delivery.message_id);
                consumer.acknowledge({delivery.tag});
            }
            if (HasFailure()) return;
        }
    }

    /// The same without handling suspects apart, and so busy that all that waits has been delivered when it begins.
    void live_and_die_unsuspecting() {
        Consumer consumer(loop, broker.address(), topology, Log(),
                          {.suspicion = {.suspect_after = 1'000, .alone_after = 1'000}});
        ASSERT_EQ(broker.waiting_in(topology.queue, 0), 0U);
        live_and_die(consumer);
    }

    static constexpr int innocent_count = 40;
    Loop loop;
    Topology topology;
    TestBroker broker;
    std::set<std::string> done;
    int killings = 0;
    int killings_max = *Topology().delivery_limit + 1;
};

class WithoutLimit : public DeadLettersTest {
protected:
    WithoutLimit() : DeadLettersTest(Topology{.delivery_limit = std::nullopt}) {}
};

}  // namespace

TEST_F(DeadLettersTest, a_message_that_kills_the_process_is_set_aside_and_all_others_are_done) {
    broker.put(topology.queue, innocents());
    broker.put(topology.queue, {{.message_id = "killer", .body = "{}"}});
    while (killings < killings_max && !HasFailure()) live_and_die();
    live_and_die();
    EXPECT_EQ(done.size(), innocent_count);
    ASSERT_EQ(broker.waiting_in(topology.dead_queue, 1), 1U);
    EXPECT_EQ(broker.drain(topology.dead_queue)[0].message_id, "killer");
    EXPECT_EQ(broker.waiting_in(topology.queue, 0), 0U);
}

TEST_F(DeadLettersTest, without_handling_suspects_alone_the_innocent_would_be_set_aside_too) {
    broker.put(topology.queue, {{.message_id = "killer", .body = "{}"}});
    broker.put(topology.queue, innocents());
    while (killings < killings_max && !HasFailure()) live_and_die_unsuspecting();
    EXPECT_LT(done.size(), innocent_count);
    const auto dead = innocent_count + 1 - done.size();
    EXPECT_EQ(broker.waiting_in(topology.dead_queue, dead), dead);
}

TEST_F(WithoutLimit, a_message_that_kills_the_process_would_come_for_ever) {
    broker.put(topology.queue, {{.message_id = "killer", .body = "{}"}});
    killings_max = 20;
    while (killings < killings_max && !HasFailure()) live_and_die();
    EXPECT_EQ(broker.waiting_in(topology.queue, 1), 1U);
    EXPECT_EQ(broker.waiting_in(topology.dead_queue), 0U);
}

TEST_F(DeadLettersTest, a_replay_moves_them_back_as_they_were_with_their_deliveries_counted_anew) {
    std::vector<Outgoing> dead;
    for (int i = 0; i < 250; ++i)
        dead.push_back(
            {.message_id = std::to_string(i), .traceparent = "00-trace", .body = "body " + std::to_string(i)});
    broker.put(topology.dead_queue, dead);
    EXPECT_EQ(replay_dead(broker.address(), topology), 250U);
    EXPECT_EQ(broker.waiting_in(topology.dead_queue, 0), 0U);
    ASSERT_EQ(broker.waiting_in(topology.queue, 250), 250U);
    const auto live = broker.drain(topology.queue);
    EXPECT_EQ(live[7].message_id, "7");
    EXPECT_EQ(live[7].body, "body 7");
    EXPECT_EQ(live[7].traceparent, "00-trace");
    EXPECT_EQ(live[7].returned, 0);
}

TEST_F(DeadLettersTest, a_replay_of_nothing_moves_nothing) { EXPECT_EQ(replay_dead(broker.address(), topology), 0U); }

}  // namespace boxoffice::amqp
