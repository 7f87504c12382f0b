#include "platform/postgres/migrations.hpp"

#include "platform/postgres/tests/database.hpp"

namespace boxoffice::postgres {
namespace {

using PostgresMigrations = OnDatabase;

constexpr std::array<Migration, 2> steps{
    Migration{1, "001_things.sql", "CREATE TABLE things (id bigint); INSERT INTO things VALUES (1); -- the first"},
    Migration{2, "002_more.sql", "ALTER TABLE things ADD COLUMN name text;\nINSERT INTO things VALUES (2, 'two');"}};

std::string versions(const TestDatabase& database) {
    return database.run("SELECT string_agg(version || ' ' || name, ', ' ORDER BY version) FROM schema_migrations");
}

TEST_F(PostgresMigrations, steps_run_in_order_and_once) {
    run(loop_, migrate(pool_, std::span(steps).first(1)));
    EXPECT_EQ(versions(database()), "1 001_things.sql");
    for (int i = 0; i < 2; ++i) run(loop_, migrate(pool_, steps));
    EXPECT_EQ(versions(database()), "1 001_things.sql, 2 002_more.sql");
    EXPECT_EQ(database().run("SELECT count(*) FROM things"), "2");
}

TEST_F(PostgresMigrations, of_five_programs_at_once_one_does_it_and_all_go_on) {
    std::vector<std::unique_ptr<Pool>> pools;
    std::vector<std::future<void>> results;
    for (int i = 0; i < 5; ++i) {
        pools.push_back(std::make_unique<Pool>(loop_, database().url(), Options{}));
        results.push_back(start(loop_, migrate(*pools.back(), steps)));
    }
    for (auto& result : results) EXPECT_NO_THROW(finish(loop_, result));
    EXPECT_EQ(database().run("SELECT count(*) FROM things"), "2");
}

TEST_F(PostgresMigrations, a_step_that_fails_leaves_nothing) {
    const std::array<Migration, 2> faulty{
        steps[0], Migration{2, "002_wrong.sql", "INSERT INTO things VALUES (2); INSERT INTO nowhere VALUES (1)"}};
    EXPECT_THROW(run(loop_, migrate(pool_, faulty)), Error);
    EXPECT_EQ(database().run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
    run(loop_, migrate(pool_, steps));
    EXPECT_EQ(database().run("SELECT count(*) FROM things"), "2");
}

TEST_F(PostgresMigrations, a_newer_schema_is_refused) {
    run(loop_, migrate(pool_, steps));
    try {
        run(loop_, migrate(pool_, std::span(steps).first(1)));
        ADD_FAILURE();
    } catch (const Unavailable&) {
        ADD_FAILURE() << "waiting does not help";
    } catch (const std::runtime_error& refusal) {
        EXPECT_THAT(refusal.what(), testing::HasSubstr("newer program"));
    }
}

}  // namespace
}  // namespace boxoffice::postgres
