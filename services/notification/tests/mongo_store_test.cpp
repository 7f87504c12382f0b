#include "services/notification/tests/mongo_engine.hpp"

#include "platform/problem/unavailable.hpp"
#include "platform/testing/turning.hpp"
#include "services/notification/tests/store_contract.hpp"

#include <random>
#include <set>

namespace boxoffice::notification {

namespace {

using namespace std::chrono_literals;
using mongo::Document;

// The contract's store of one test: a database for each folder.
class StoreInFolder final : public NotificationStore {
public:
    StoreInFolder(Loop& loop, const mongo::ScratchDatabase& database) : instance_(loop, database) {}
    Task<std::vector<bool>> insert(std::vector<Notification> notifications) override {
        return store().insert(std::move(notifications));
    }
    Task<Submitted> submit(Submission submission) override { return store().submit(std::move(submission)); }
    Task<std::vector<Notification>> claim(Channel channel, Timestamp now, Timestamp until, std::size_t most) override {
        return store().claim(channel, now, until, most);
    }
    Task<> prolong(std::vector<Claim> claims, Timestamp until) override {
        return store().prolong(std::move(claims), until);
    }
    Task<> settle(std::vector<Settlement> settlements) override { return store().settle(std::move(settlements)); }
    Task<std::optional<Notification>> find(NotificationId id) override { return store().find(id); }
    Task<std::vector<Notification>> list(NotificationFilter filter) override { return store().list(std::move(filter)); }
    Task<std::int64_t> count() override { return store().count(); }

private:
    NotificationStore& store() { return instance_.store; }
    MongoInstance instance_;
};

// The database of the folder that was asked for last; dropped when another is asked for, and at the end.
class Databases final : public testing::Environment {
public:
    const mongo::ScratchDatabase& of(const std::filesystem::path& folder) {
        if (folder != folder_) {
            database_ = std::make_unique<mongo::ScratchDatabase>();
            folder_ = folder;
        }
        return *database_;
    }
    void TearDown() override { database_.reset(); }

private:
    std::filesystem::path folder_;
    std::unique_ptr<mongo::ScratchDatabase> database_;
};

// googletest deletes it.
auto& databases = dynamic_cast<Databases&>(*testing::AddGlobalTestEnvironment(new Databases));

// As the consumer does: together, and where that fails, one after the other, each until it is stored. Engines that let
// two inserts of one unique key wait for each other end that by failing one of them.
Task<> stored_in_the_end(NotificationStore& store, std::vector<Notification> notifications) {
    try {
        co_await store.insert(notifications);
        co_return;
    } catch (const Unavailable&) {
    }
    for (const auto& one : notifications)
        for (bool stored = false; !stored;) try {
                co_await store.insert({one});
                stored = true;
            } catch (const Unavailable&) {
            }
}

class MongoStoreTest : public testing::Test {
protected:
    std::vector<Notification> notifications(int count, Timestamp made = test_time) {
        std::vector<Notification> some;
        for (int i = 0; i < count; ++i)
            some.push_back(
                {.id = {ids.next(made)},
                 .booking_id = "b" + std::to_string(made.time_since_epoch().count()) + "/" + std::to_string(i),
                 .topic = "CONFIRMED",
                 .booking_status = "CONFIRMED",
                 .recipient = "ada@example.org",
                 .body = std::make_shared<const std::string>("{}"),
                 .due_at = made,
                 .created_at = made});
        return some;
    }
    std::int64_t count() { return run(loop, instance.store.count()); }
    Submission resend(const IdempotencyKey& key) {
        auto wanted = notifications(1);
        return {.wanted = std::move(wanted),
                .resend = true,
                .key = key,
                .render =
                    [](const std::vector<Notification>& known) {
                        return KeptAnswer{.status = 202, .body = known.front().id.text()};
                    },
                .now = test_time};
    }

    mongo::ScratchDatabase database;
    Loop loop;
    SystemRandom random;
    UuidSource ids{random};
    MongoInstance instance{loop, database};
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Mongo, StoreContract, testing::Values([](Loop& loop, const std::filesystem::path& folder) {
                             return std::make_unique<StoreInFolder>(loop, databases.of(folder));
                         }));

TEST_F(MongoStoreTest, many_instances_that_claim_at_once_never_get_the_same_and_get_all) {
    constexpr int stored = 500;
    run(loop, instance.store.insert(notifications(stored)));
    std::vector<std::unique_ptr<MongoInstance>> instances;
    for (int i = 0; i < 5; ++i) instances.push_back(std::make_unique<MongoInstance>(loop, database));
    std::multiset<std::string> claimed;
    for (bool found = true; found;) {
        found = false;
        std::vector<std::future<std::vector<Notification>>> claims;
        for (auto& one : instances)
            claims.push_back(start(loop, one->store.claim(Channel::email, test_time, test_time + 1min, 60)));
        for (auto& claim : claims)
            for (const auto& one : finish(loop, claim)) {
                claimed.insert(one.id.text());
                found = true;
                EXPECT_EQ(one.attempts, 1);
            }
    }
    EXPECT_EQ(claimed.size(), stored);
    EXPECT_EQ((std::set<std::string>(claimed.begin(), claimed.end()).size()), stored);
}

TEST_F(MongoStoreTest, many_instances_that_store_the_same_messages_store_each_once) {
    std::vector<std::unique_ptr<MongoInstance>> instances;
    for (int i = 0; i < 4; ++i) instances.push_back(std::make_unique<MongoInstance>(loop, database));
    std::vector<std::future<void>> inserts;
    for (auto& one : instances) {
        auto mixed = notifications(200);
        std::shuffle(mixed.begin(), mixed.end(), std::minstd_rand(static_cast<unsigned>(inserts.size())));
        inserts.push_back(start(loop, stored_in_the_end(one->store, std::move(mixed))));
    }
    for (auto& insert : inserts) finish(loop, insert);
    EXPECT_EQ(count(), 200);
    EXPECT_EQ(std::ranges::count(run(loop, instance.store.insert(notifications(201))), true), 1);
}

TEST_F(MongoStoreTest, of_many_that_come_again_only_those_that_are_new_are_stored) {
    auto mixed = notifications(600);
    run(loop, instance.store.insert({mixed.begin(), mixed.begin() + 450}));
    std::shuffle(mixed.begin(), mixed.end(), std::minstd_rand(7));
    for (auto& one : mixed) one.id = {ids.next(test_time)};
    const auto stored = run(loop, instance.store.insert(mixed));
    EXPECT_EQ(std::ranges::count(stored, true), 150);
    EXPECT_EQ(count(), 600);
    for (std::size_t i = 0; i < mixed.size(); ++i)
        EXPECT_EQ(run(loop, instance.store.find(mixed[i].id)).has_value(), stored[i]);
}

TEST_F(MongoStoreTest, without_the_unique_key_they_would_be_stored_twice) {
    instance.with(
        [](mongo::Database& of) { of.command(Document{{"dropIndexes", "notifications"}, {"index", "topic"}}); });
    run(loop, instance.store.insert(notifications(10)));
    run(loop, instance.store.insert(notifications(10)));
    EXPECT_EQ(count(), 20);
}

TEST_F(MongoStoreTest, many_instances_that_are_asked_with_one_key_resend_once_and_answer_alike) {
    const IdempotencyKey key{.id = {1}, .fingerprint = {2}};
    std::vector<std::unique_ptr<MongoInstance>> instances;
    for (int i = 0; i < 6; ++i) instances.push_back(std::make_unique<MongoInstance>(loop, database));
    std::vector<std::future<Submitted>> asked;
    for (auto& one : instances) asked.push_back(start(loop, one->store.submit(resend(key))));
    std::set<std::string> answers;
    int fresh = 0;
    for (auto& one : asked) {
        const auto submitted = finish(loop, one);
        answers.insert(submitted.answer.body);
        fresh += submitted.use == KeyUse::fresh ? 1 : 0;
    }
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(count(), 1);
}

TEST_F(MongoStoreTest, a_key_whose_answer_was_never_written_goes_on_with_what_was_stored) {
    const IdempotencyKey key{.id = {1}, .fingerprint = {2}};
    const auto first = run(loop, instance.store.submit(resend(key)));
    instance.with([](mongo::Database& of) {
        of.collection("notification_keys").update_many({}, Document{{"$unset", Document{{"answer", ""}}}});
    });
    const auto again = run(loop, instance.store.submit(resend(key)));
    EXPECT_EQ(again.use, KeyUse::fresh);
    EXPECT_EQ(again.answer.body, first.answer.body);
    EXPECT_EQ(count(), 1);

    instance.with([](mongo::Database& of) {
        of.collection("notification_keys").update_many({}, Document{{"$unset", Document{{"answer", ""}}}});
        of.collection("notifications").delete_many({});
    });
    EXPECT_EQ(run(loop, instance.store.submit(resend(key))).answer.body, first.answer.body);
    EXPECT_EQ(run(loop, instance.store.submit(resend(key))).use, KeyUse::replayed);
}

TEST_F(MongoStoreTest, resends_at_once_without_a_key_take_numbers_of_their_own) {
    std::vector<std::future<Submitted>> asked;
    for (int i = 0; i < 8; ++i) {
        auto submission = resend({});
        submission.key.reset();
        asked.push_back(start(loop, instance.store.submit(std::move(submission))));
    }
    std::set<std::string> answers;
    for (auto& one : asked) answers.insert(finish(loop, one).answer.body);
    EXPECT_EQ(answers.size(), 8U);
    EXPECT_EQ(count(), 8);
}

TEST_F(MongoStoreTest, the_count_is_exact_while_time_passes_and_when_older_ones_come_late) {
    std::int64_t expected = 0;
    for (int minute = 0; minute < 5; ++minute) {
        instance.clock.time = test_time + std::chrono::minutes(minute);
        run(loop, instance.store.insert(notifications(7, instance.clock.time)));
        expected += 7;
        EXPECT_EQ(count(), expected) << minute;
    }
    run(loop, instance.store.insert(notifications(5, test_time - 24h)));
    EXPECT_EQ(count(), expected + 5);
    instance.clock.time += 5min;
    EXPECT_EQ(count(), expected + 5);
    EXPECT_EQ(count(), expected + 5);
}

TEST_F(MongoStoreTest, the_count_looks_at_the_recent_ones_alone) {
    run(loop, instance.store.insert(notifications(10, test_time)));
    instance.clock.time += 5min;
    EXPECT_EQ(count(), 10);
    instance.with([](mongo::Database& of) { of.collection("notifications").delete_many({}); });
    EXPECT_EQ(count(), 10);
}

TEST_F(MongoStoreTest, what_is_stored_is_readable_by_people_and_other_programs) {
    auto one = notifications(1);
    one[0].trace_id[15] = 0xAB;
    run(loop, instance.store.insert(one));
    const auto found = instance.with([](mongo::Database& of) { return *of.collection("notifications").find_one({}); });
    const auto document = found.view();
    EXPECT_EQ(document.get<std::string>("_id"), one[0].id.text());
    EXPECT_EQ(document.get<std::string>("state"), "QUEUED");
    EXPECT_EQ(document.get<std::string>("channel"), "email");
    EXPECT_EQ(document.get<Timestamp>("due_at"), test_time);
    EXPECT_EQ(document.get<std::string>("trace_id"), "000000000000000000000000000000ab");
    EXPECT_FALSE(document.optional("sent_at"));
}

TEST_F(MongoStoreTest, a_message_that_the_engine_cannot_store_is_a_fault_that_spares_others) {
    auto mixed = notifications(3);
    mixed[1].booking_id = std::string(100'000, 'x');
    try {
        run(loop, instance.store.insert(mixed));
        EXPECT_EQ(count(), 3) << "this engine can";
    } catch (const Unavailable& fault) {
        ADD_FAILURE() << fault.what();
    } catch (const mongo::Error&) {
        EXPECT_EQ(count(), 2);
    }
}

TEST_F(MongoStoreTest, is_prepared_by_many_at_once_and_refuses_a_newer_schema) {
    const mongo::ScratchDatabase fresh;
    std::vector<std::unique_ptr<mongo::Client>> clients;
    std::vector<std::unique_ptr<MongoNotificationStore>> stores;
    std::vector<std::future<void>> prepared;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<mongo::Client>(loop, fresh.address()));
        stores.push_back(std::make_unique<MongoNotificationStore>(*clients.back(), instance.clock));
        prepared.push_back(start(loop, stores.back()->prepare()));
    }
    for (auto& one : prepared) finish(loop, one);
    run(loop, clients[0]->run([](mongo::Database& of) {
        of.collection("schema").update_many({}, Document{{"$set", Document{{"version", std::int64_t{99}}}}});
    }));
    EXPECT_THROW(run(loop, stores[0]->prepare()), std::runtime_error);
}

TEST(MongoStore, without_an_engine_every_call_is_unavailable) {
    Loop loop;
    StandingClock clock;
    mongo::Client client(loop, Secret("mongodb://127.0.0.1:1/boxoffice"), {.find_engine_within = 200ms});
    MongoNotificationStore store(client, clock);
    EXPECT_THROW(run(loop, store.prepare()), Unavailable);
    EXPECT_THROW(run(loop, store.count()), Unavailable);
}

}  // namespace boxoffice::notification
