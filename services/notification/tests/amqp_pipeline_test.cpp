#include "platform/amqp/replay.hpp"
#include "platform/amqp/testing/test_broker.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "platform/testing/turning.hpp"
#include "services/notification/adapters/amqp/amqp_message_source.hpp"
#include "services/notification/app/consumer.hpp"
#include "services/notification/ports/message_json.hpp"
#include "services/notification/tests/faulty_store.hpp"
#include "services/notification/tests/mongo_engine.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>

namespace boxoffice::notification {

namespace {

using namespace std::chrono_literals;
using amqp::Outgoing;
using amqp::Topology;

// The source under test, and how often it gave each booking's message.
class CountingSource final : public MessageSource {
public:
    explicit CountingSource(MessageSource& source) : source_(source) {}
    Task<std::vector<ReceivedMessage>> receive(std::size_t most) override {
        auto messages = co_await source_.receive(most);
        for (const auto& message : messages) ++deliveries[message.message.booking_id];
        given += messages.size();
        co_return messages;
    }
    Task<> acknowledge(std::vector<DeliveryTag> tags) override {
        settled += tags.size();
        return source_.acknowledge(std::move(tags));
    }
    Task<> give_back(std::vector<DeliveryTag> tags) override {
        settled += tags.size();
        return source_.give_back(std::move(tags));
    }

    std::map<std::string, int> deliveries;
    std::size_t given = 0;
    std::size_t settled = 0;

private:
    MessageSource& source_;
};

// Nothing is sent here: the senders are never started.
class NoCourier final : public Courier {
public:
    Capacity capacity() const override { return {}; }
    Task<std::vector<Delivery>> deliver(const std::vector<Notification>&) override {
        co_return std::vector<Delivery>();
    }
};

// A notification service's way from the queue to the store, one of any number.
struct Instance {
    Instance(Loop& loop, const amqp::TestBroker& broker, const Topology& topology,
             const mongo::ScratchDatabase& database, Log given_log = {})
        : mongo(loop, database),
          log(std::move(given_log)),
          queue(loop, broker.address(), topology, log, {}),
          mail(Channel::email, {mongo.store, courier, mongo.clock, loop, scope, {}, metrics}),
          sms(Channel::sms, {mongo.store, courier, mongo.clock, loop, scope, {}, metrics}),
          scope(loop, [](std::exception_ptr fault) { ADD_FAILURE() << describe(fault); }),
          consumer({source, store, mail, sms, ids, mongo.clock, scope, log, metrics}),
          loop_(loop) {
        consumer.start();
    }
    ~Instance() {
        consumer.stop();
        scope.close();
        cancel_and_join(loop_, scope);
    }

    MongoInstance mongo;
    FaultyStore store{mongo.store};
    Log log;
    amqp::Consumer queue;
    AmqpMessageSource amqp_source{queue, log};
    CountingSource source{amqp_source};
    SystemRandom random;
    UuidSource ids{random};
    Metrics metrics{"notification"};
    NoCourier courier;
    Sender mail;
    Sender sms;
    TaskScope scope;
    Consumer consumer;

private:
    Loop& loop_;
};

class AmqpPipelineTest : public testing::Test {
protected:
    explicit AmqpPipelineTest(Topology given = {}) : topology(std::move(given)) {
        amqp::Connection(broker.address(), {.name = "founder"}).declare(topology);
    }

    static Outgoing message(const std::string& booking_id, const std::string& status = "CONFIRMED") {
        return {.message_id = booking_id + ":1:" + status,
                .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                .body = R"({"booking_id":")" + booking_id + R"(","user_email":"ada@example.org","status":")" + status +
                        "\"}"};
    }
    static std::vector<Outgoing> good(int count) {
        std::vector<Outgoing> made;
        for (int i = 0; i < count; ++i) made.push_back(message("b" + std::to_string(i)));
        return made;
    }
    void put(std::vector<Outgoing> messages) {
        std::shuffle(messages.begin(), messages.end(), std::minstd_rand(7));
        broker.put(topology.queue, messages);
    }
    void start_instance(Log log = {}) {
        instances.push_back(std::make_unique<Instance>(loop, broker, topology, database, log));
    }
    std::int64_t stored() { return run(loop, instances.front()->mongo.store.count()); }
    bool run_until_stored(std::int64_t count) {
        return run_until(loop, [&] { return stored() >= count; });
    }
    /// Until no instance has been given anything more for a while.
    void run_until_calm() {
        int calm = 0;
        run_until(loop, [&] {
            const auto idle = [](const auto& one) { return one->source.given == one->source.settled; };
            calm = std::ranges::all_of(instances, idle) && broker.waiting_in(topology.queue) == 0 ? calm + 1 : 0;
            return calm > 5;
        });
    }
    /// Stops every instance; what the queue then holds.
    std::size_t left_in_queue_soon() {
        instances.clear();
        return broker.waiting_in(topology.queue);
    }
    /// Stops every instance, then waits until the queue holds so many.
    std::size_t left_in_queue(std::size_t expected) {
        instances.clear();
        return broker.waiting_in(topology.queue, expected);
    }

    Loop loop;
    Topology topology;
    amqp::TestBroker broker;
    mongo::ScratchDatabase database;
    std::vector<std::unique_ptr<Instance>> instances;
};

class WithoutLimit : public AmqpPipelineTest {
protected:
    WithoutLimit() : AmqpPipelineTest(Topology{.delivery_limit = std::nullopt}) {}
};

std::size_t lines_with(const std::string& path, const std::string& text) {
    std::ifstream file(path);
    std::size_t count = 0;
    for (std::string line; std::getline(file, line);) count += line.contains(text) ? 1 : 0;
    return count;
}

}  // namespace

TEST_F(AmqpPipelineTest, of_good_and_poisoned_messages_the_good_are_stored_and_the_others_set_aside_with_the_reason) {
    auto messages = good(1'000);
    for (int i = 0; i < 8; ++i) {
        messages.push_back({.message_id = "text", .body = "not JSON"});
        messages.push_back(message("odd", "DANCED"));
        messages.push_back({.message_id = "huge", .body = "\"" + std::string(1'000'000, 'x') + "\""});
    }
    for (int i = 0; i < 6; ++i) messages.push_back(message("poison", "CONFIRMED"));
    put(std::move(messages));
    TemporaryFolder folder;
    LogFile file({.path = folder.file("log")});
    start_instance(Log(file, "notification"));
    run_until_stored(1'000);
    run_until(loop, [&] { return broker.waiting_in(topology.dead_queue) == 30; });
    const auto deliveries = static_cast<std::size_t>(*topology.delivery_limit) + 1;
    EXPECT_EQ(instances.front()->source.deliveries["poison"], static_cast<int>(6 * deliveries));
    EXPECT_EQ(stored(), 1'000);
    EXPECT_EQ(left_in_queue(0), 0U);
    file.flush();
    EXPECT_EQ(lines_with(folder.file("log"), "not a JSON object"), 8 * deliveries);
    EXPECT_EQ(lines_with(folder.file("log"), "status is not one"), 8 * deliveries);
    EXPECT_EQ(lines_with(folder.file("log"), "larger than a message may be"), 8 * deliveries);

    EXPECT_EQ(amqp::replay_dead(broker.address(), topology), 30U);
    EXPECT_EQ(broker.waiting_in(topology.queue, 30), 30U);
    EXPECT_EQ(broker.waiting_in(topology.dead_queue), 0U);
}

TEST_F(AmqpPipelineTest, a_message_that_can_never_be_stored_is_a_dead_letter_after_the_limit_and_one_delivery) {
    auto messages = good(100);
    messages.push_back(message("poison"));
    put(std::move(messages));
    start_instance();
    run_until_stored(100);
    auto& deliveries = instances.front()->source.deliveries;
    run_until(loop, [&] { return broker.waiting_in(topology.dead_queue) == 1; });
    EXPECT_EQ(deliveries["poison"], *topology.delivery_limit + 1);
    EXPECT_EQ(stored(), 100);
    EXPECT_EQ(left_in_queue(0), 0U);
    EXPECT_EQ(broker.drain(topology.dead_queue)[0].reason_dead, "delivery_limit");
}

TEST_F(WithoutLimit, it_would_come_for_ever) {
    put({message("poison")});
    start_instance();
    auto& deliveries = instances.front()->source.deliveries;
    run_until(loop, [&] { return deliveries["poison"] >= 20; });
    EXPECT_EQ(broker.waiting_in(topology.dead_queue), 0U);
    EXPECT_EQ(left_in_queue(1), 1U);
}

TEST_F(AmqpPipelineTest, each_message_twice_and_shuffled_to_several_instances_is_one_notification) {
    auto messages = good(200);
    for (const auto* status : {"CONFIRMED", "CANCELLED"}) messages.push_back(message("b0", status));
    auto twice = messages;
    twice.insert(twice.end(), messages.begin(), messages.end());
    for (int i = 0; i < 3; ++i) start_instance();
    put(std::move(twice));
    run_until_stored(201);
    run_until_calm();
    EXPECT_EQ(stored(), 201);
    EXPECT_EQ(left_in_queue(0), 0U);
}

TEST_F(AmqpPipelineTest, without_the_unique_key_they_would_be_told_twice) {
    start_instance();
    instances.front()->mongo.with(
        [](mongo::Database& of) { of.command(mongo::Document{{"dropIndexes", "notifications"}, {"index", "topic"}}); });
    put(good(50));
    put(good(50));
    run_until_stored(100);
    EXPECT_EQ(stored(), 100);
}

TEST_F(AmqpPipelineTest, connections_that_are_cut_again_and_again_lose_nothing) {
    start_instance();
    start_instance();
    for (int cut = 0; cut < 2; ++cut) {
        auto messages = good(300 * (cut + 1));
        put({messages.begin() + 300 * cut, messages.end()});
        run_until(loop, [&] { return stored() > 300 * cut; });
        broker.drop_connections();
    }
    run_until_stored(600);
    // What was acknowledged to a lost connection comes again, when the broker has noticed.
    for (int attempt = 0; attempt < 5 && (run_until_calm(), left_in_queue_soon()) > 0; ++attempt) start_instance();
    start_instance();
    EXPECT_EQ(stored(), 600);
    EXPECT_EQ(broker.waiting_in(topology.queue, 0), 0U);
    EXPECT_EQ(broker.waiting_in(topology.dead_queue), 0U);
}

TEST_F(AmqpPipelineTest, the_trace_comes_from_the_header_where_the_body_has_none) {
    put({message("b1")});
    start_instance();
    run_until_stored(1);
    const auto found = run(loop, instances.front()->mongo.store.list({}));
    EXPECT_EQ(found.at(0).trace_id[0], 0x0A);
    EXPECT_EQ(found.at(0).trace_id[15], 0x9C);
}

}  // namespace boxoffice::notification
