#include "services/user/adapters/postgres/postgres_user_store.hpp"

#include "services/user/tests/postgres_place.hpp"

#include <gmock/gmock.h>

namespace boxoffice::user {
namespace {

using namespace std::chrono_literals;

class PostgresPlace final : public UserStorePlace {
public:
    PostgresPlace() { empty_test_database(); }
    std::shared_ptr<UserStore> open(Loop& loop) override {
        const auto instance = std::make_shared<Instance>(loop);
        run(loop, instance->store.prepare());
        return {instance, &instance->store};
    }
};

INSTANTIATE_TEST_SUITE_P(Postgres, UserStoreContract,
                         testing::Values(StoreUnderTest{"postgres", [] { return std::make_unique<PostgresPlace>(); }}),
                         [](const auto& param) { return param.param.name; });

class PostgresUserStoreTest : public testing::Test {
protected:
    PostgresUserStoreTest() { empty_test_database(); }
    ~PostgresUserStoreTest() override { test_database().admit(true); }

    Timestamp now_{1'800'000'000'000ms};
    Loop loop_;
};

TEST_F(PostgresUserStoreTest, five_instances_may_prepare_one_database_at_once) {
    test_database().clear();
    std::vector<std::unique_ptr<Instance>> instances;
    std::vector<std::future<void>> results;
    for (int i = 0; i < 5; ++i) {
        instances.push_back(std::make_unique<Instance>(loop_));
        results.push_back(start(loop_, instances.back()->store.prepare()));
    }
    for (auto& result : results) EXPECT_NO_THROW(finish(loop_, result));
    EXPECT_FALSE(run(loop_, instances.front()->store.has_admin()));
}

TEST_F(PostgresUserStoreTest, one_that_finds_no_server_is_unavailable_until_there_is_one) {
    test_database().clear();
    test_database().admit(false);
    Instance instance(loop_);
    EXPECT_THROW(run(loop_, instance.store.prepare()), Unavailable);
    EXPECT_THROW(run(loop_, instance.store.has_admin()), Unavailable);
    test_database().admit(true);
    EXPECT_TRUE(run_until(loop_, [&] {
        try {
            run(loop_, instance.store.prepare());
            return true;
        } catch (const Unavailable&) {
            return false;
        }
    }));
    EXPECT_FALSE(run(loop_, instance.store.has_admin()));
}

TEST_F(PostgresUserStoreTest, a_newer_schema_is_refused) {
    Instance instance(loop_);
    test_database().run("INSERT INTO schema_migrations (version, name) VALUES (999, 'from the future')");
    EXPECT_THROW(run(loop_, instance.store.prepare()), std::runtime_error);
    test_database().clear();
}

TEST_F(PostgresUserStoreTest, other_programs_can_read_what_is_kept) {
    Instance instance(loop_);
    const User ann{.id = {Uuid{{1}}}, .name = "Zoë", .email = "Zoe@x.org", .role = Role::organizer, .created_at = now_};
    run(loop_, instance.store.add({ann, "hash"}, std::nullopt, {}, now_));
    run(loop_, instance.store.end_session("a session", now_));
    EXPECT_EQ(test_database().run("SET timezone = 'UTC'; SELECT concat_ws(' ', id, name, email, email_key, role, "
                                  "revision, created_at) FROM users"),
              "01000000-0000-0000-0000-000000000000 Zoë Zoe@x.org zoe@x.org organizer 1 2027-01-15 08:00:00+00");
    EXPECT_EQ(test_database().run("SELECT concat_ws(' ', sequence, session) FROM revocations"), "1 a session");
}

TEST_F(PostgresUserStoreTest, a_write_whose_connection_is_lost_is_unavailable_and_the_next_works) {
    Instance instance(loop_);
    postgres::Pool holder(loop_, test_database().url(), {.application = "holder"});
    auto held = start(loop_, holder.transaction([](postgres::Transaction& transaction) {
        transaction.defer("UPDATE revocation_sequence SET last = last");
        return transaction.query("SELECT pg_sleep(60)::text");
    }));
    const auto waits = [](const std::string& query) {
        return [query] {
            return test_database().run(
                       "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND wait_event "
                       "IS NOT NULL AND query LIKE '%" +
                       query + "%' AND pid <> pg_backend_pid()") == "1";
        };
    };
    run_until(loop_, waits("pg_sleep"));
    auto cut = start(loop_, instance.store.end_session("s", now_ + 1h));
    run_until(loop_, waits("last FROM revocation_sequence FOR UPDATE"));
    test_database().end_connections("boxoffice");
    EXPECT_THROW(finish(loop_, cut), Unavailable);
    test_database().end_connections("holder");
    EXPECT_THROW(finish(loop_, held), Unavailable);
    EXPECT_EQ(run(loop_, instance.store.end_session("s", now_ + 1h)).session, "s");
    EXPECT_EQ(run(loop_, instance.store.revocations_after(0, 10)).size(), 1);
}

TEST_F(PostgresUserStoreTest, what_expired_goes_a_while_later_also_kept_answers) {
    Instance instance(loop_);
    const auto add = [&](std::uint8_t id, Timestamp now) {
        const auto email = std::to_string(id) + "@x.org";
        const IdempotencyKey key{.id = sha256(email), .fingerprint = sha256("body")};
        EXPECT_TRUE(run(loop_, instance.store.add({{.id = {Uuid{{id}}}, .name = "N", .email = email}, "hash"}, key,
                                                  {.status = 201}, now)));
    };
    add(1, now_);
    add(2, now_ + 24h);
    EXPECT_EQ(test_database().run("SELECT count(*) FROM idempotency_keys"), "2");
    add(3, now_ + 48h);
    EXPECT_EQ(test_database().run("SELECT count(*) FROM idempotency_keys"), "2");
}

}  // namespace
}  // namespace boxoffice::user
