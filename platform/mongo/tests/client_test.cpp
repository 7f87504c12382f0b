#include "platform/mongo/client.hpp"
#include "platform/async/run.hpp"
#include "platform/mongo/testing/scratch_database.hpp"
#include "platform/problem/unavailable.hpp"
#include "platform/testing/turning.hpp"

#include <gmock/gmock.h>

namespace boxoffice::mongo {
namespace {

constexpr const char* nowhere = "mongodb://127.0.0.1:1/boxoffice";

TEST(MongoClientTest, work_runs_on_a_thread_and_comes_back_to_the_loop) {
    const ScratchDatabase scratch;
    Loop loop;
    Client client(loop, scratch.address());
    const auto here = std::this_thread::get_id();
    const auto there = run(loop, client.run([](Database&) { return std::this_thread::get_id(); }));
    EXPECT_TRUE(there != here);
    EXPECT_THAT(client.database_name(), testing::StartsWith("test_"));
    run(loop, client.ping());
}

TEST(MongoClientTest, what_work_throws_is_rethrown) {
    const ScratchDatabase scratch;
    Loop loop;
    Client client(loop, scratch.address());
    EXPECT_THROW(run(loop, client.run([](Database&) { throw std::out_of_range("mine"); })), std::out_of_range);
    EXPECT_THROW(run(loop, client.run([](Database& database) { database.command(Document{{"no_such_command", 1}}); })),
                 Error);
}

TEST(MongoClientTest, a_client_is_made_without_an_engine_and_calls_say_so_in_time) {
    Loop loop;
    Client client(loop, Secret(nowhere));
    const auto began = std::chrono::steady_clock::now();
    EXPECT_THROW(run(loop, client.ping()), Unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
    EXPECT_THROW(run(loop, client.run([](Database& database) { database.command(Document{{"ping", 1}}); })),
                 Unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

TEST(MongoClientTest, more_calls_than_may_wait_are_refused) {
    Loop loop;
    Client client(loop, Secret(nowhere),
                  {.threads = 1, .waiting_max = 1, .find_engine_within = std::chrono::milliseconds(200)});
    const auto work = [](Database& database) { database.command(Document{{"ping", 1}}); };
    auto first = start(loop, client.run(work));
    auto second = start(loop, client.run(work));
    auto third = start(loop, client.run(work));
    loop.restart();
    loop.run();
    EXPECT_THROW(first.get(), Unavailable);
    EXPECT_THROW(second.get(), Unavailable);
    EXPECT_THROW(third.get(), Unavailable);
}

TEST(MongoClientTest, a_malformed_address_is_refused_without_showing_it) {
    Loop loop;
    try {
        const Client client(loop, Secret("mongo//root:secret@host"));
        FAIL() << "it was taken";
    } catch (const std::invalid_argument& error) {
        EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("secret")));
    }
}

}  // namespace
}  // namespace boxoffice::mongo
