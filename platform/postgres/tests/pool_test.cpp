#include "platform/postgres/pool.hpp"

#include "platform/postgres/tests/database.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace boxoffice::postgres {
namespace {

using namespace std::chrono_literals;
using PostgresPool = OnDatabase;

TEST_F(PostgresPool, values_come_back_as_they_went) {
    const Id<struct Thing> id{Uuid{{1, 2, 3}}};
    const Timestamp time{1'800'000'000'123ms};
    const std::array<std::uint8_t, 3> bytes{0, 255, 7};
    const auto result =
        run(loop_, pool_.query("SELECT $1, $2, $3, $4, $5, $6, $7", -7, true, 0.1, "Zoë's \"€\"", id, time, bytes));
    ASSERT_EQ(result.size(), 1);
    const auto row = result[0];
    EXPECT_EQ(row.integer(0), -7);
    EXPECT_TRUE(row.boolean(1));
    EXPECT_EQ(row.real(2), 0.1);
    EXPECT_EQ(row.text(3), "Zoë's \"€\"");
    EXPECT_EQ(row.uuid(4), id.value);
    EXPECT_EQ(row.time(5), time);
    EXPECT_EQ(row.bytes(6), (std::vector<std::uint8_t>{0, 255, 7}));
}

TEST_F(PostgresPool, what_is_stored_is_what_other_programs_read) {
    run(loop_, pool_.query("CREATE TABLE things (id uuid, at timestamptz, ends timestamptz, count bigint)"));
    run(loop_, pool_.query("INSERT INTO things VALUES ($1, $2, $3, $4)", Uuid{{0xab}}, Timestamp{1'800'000'000'250ms},
                           Timestamp{}, std::int64_t{-5}));
    EXPECT_EQ(database().run("SET timezone = 'UTC'; SELECT concat_ws(' ', id, at, ends, count) FROM things"),
              "ab000000-0000-0000-0000-000000000000 2027-01-15 08:00:00.25+00 1970-01-01 00:00:00+00 -5");
}

TEST_F(PostgresPool, null_is_nothing_both_ways) {
    const auto result = run(loop_, pool_.query("SELECT $1, $2, $3", std::optional<std::int64_t>(),
                                               std::optional<std::string>(), std::optional<Timestamp>()));
    EXPECT_TRUE(result[0].is_null(0));
    EXPECT_EQ(result[0].optional_integer(0), std::nullopt);
    EXPECT_EQ(result[0].optional_text(1), std::nullopt);
    EXPECT_EQ(result[0].optional_time(2), std::nullopt);
    EXPECT_THROW(result[0].text(1), std::runtime_error);
}

TEST_F(PostgresPool, a_column_is_read_as_what_it_is) {
    const auto result = run(loop_, pool_.query("SELECT 1::bigint, 2::integer, 'x'::varchar"));
    EXPECT_EQ(result[0].integer(1), 2);
    EXPECT_EQ(result[0].text(2), "x");
    EXPECT_THROW(result[0].text(0), std::runtime_error);
    EXPECT_THROW(result[0].integer(3), std::runtime_error);
}

TEST_F(PostgresPool, megabytes_go_both_ways) {
    const std::string text(8'000'000, 'x');
    const auto result = run(loop_, pool_.query("SELECT $1 || 'y'", text));
    EXPECT_EQ(result[0].text(0), text + "y");
}

TEST_F(PostgresPool, rows_are_walked_and_counted) {
    const auto result = run(loop_, pool_.query("SELECT n::bigint FROM generate_series(1, 5) n"));
    std::int64_t sum = 0;
    for (const auto row : result) sum += row.integer(0);
    EXPECT_EQ(sum, 15);
    EXPECT_EQ(result.affected(), 5);
    run(loop_, pool_.query("CREATE TABLE numbers (n bigint)"));
    EXPECT_EQ(run(loop_, pool_.query("INSERT INTO numbers VALUES (1), (2)")).affected(), 2);
    EXPECT_EQ(run(loop_, pool_.query("DELETE FROM numbers WHERE n > 1")).affected(), 1);
}

TEST_F(PostgresPool, a_statement_is_prepared_once_for_each_kind_of_values) {
    Pool pool(loop_, database().url(), one_connection());
    for (int i = 0; i < 3; ++i) run(loop_, pool.query("SELECT $1", i));
    run(loop_, pool.query("SELECT $1", "text"));
    const auto count = run(loop_, pool.query("SELECT count(*) FROM pg_prepared_statements WHERE statement = $1",
                                             std::string("SELECT $1")));
    EXPECT_EQ(count[0].integer(0), 2);
}

TEST_F(PostgresPool, what_is_refused_says_why_and_the_connection_goes_on) {
    Pool pool(loop_, database().url(), one_connection());
    run(loop_, pool.query("CREATE TABLE names (name text UNIQUE)"));
    const auto before = run(loop_, pool.query("SELECT pg_backend_pid()"))[0].integer(0);
    run(loop_, pool.query("INSERT INTO names VALUES ($1)", "Ann"));
    try {
        run(loop_, pool.query("INSERT INTO names VALUES ($1)", "Ann"));
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_TRUE(error.is_unique_violation());
    }
    EXPECT_THROW(run(loop_, pool.query("SELECT nonsense")), Error);
    EXPECT_THROW(run(loop_, pool.query("SELECT nonsense")), Error);
    EXPECT_EQ(run(loop_, pool.query("SELECT pg_backend_pid()"))[0].integer(0), before);
}

TEST_F(PostgresPool, a_pipeline_stands_or_falls_as_one) {
    run(loop_, pool_.query("CREATE TABLE numbers (n bigint UNIQUE)"));
    const auto insert = [](std::int64_t n) { return Statement{"INSERT INTO numbers VALUES ($1)", Parameters(n)}; };
    EXPECT_EQ(run(loop_, pool_.pipeline({insert(1), insert(2), {"SELECT count(*) FROM numbers"}}))[2][0].integer(0), 2);
    EXPECT_THROW(run(loop_, pool_.pipeline({insert(3), insert(1), {"SELECT 'never prepared'"}})), Error);
    EXPECT_EQ(run(loop_, pool_.query("SELECT max(n) FROM numbers"))[0].integer(0), 2);
    EXPECT_EQ(run(loop_, pool_.query("SELECT 'never prepared'")).size(), 1);
}

TEST_F(PostgresPool, many_callers_share_few_connections) {
    Pool pool(loop_, database().url(), {.application = "few", .connections_max = 3});
    std::vector<std::future<Result>> results;
    for (int i = 0; i < 200; ++i) results.push_back(start(loop_, pool.query("SELECT $1, pg_sleep(0.001)::text", i)));
    for (int i = 0; i < 200; ++i) EXPECT_EQ(finish(loop_, results[static_cast<std::size_t>(i)])[0].integer(0), i);
    EXPECT_EQ(database().run("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'few'"), "3");
}

TEST_F(PostgresPool, more_than_may_wait_are_refused_at_once) {
    Pool pool(loop_, database().url(), {.connections_max = 1, .waiting_max = 2});
    auto first = start(loop_, pool.query("SELECT 1"));
    auto second = start(loop_, pool.query("SELECT 2"));
    auto third = start(loop_, pool.query("SELECT 3"));
    EXPECT_THROW(finish(loop_, third), Unavailable);
    EXPECT_EQ(finish(loop_, first)[0].integer(0), 1);
    EXPECT_EQ(finish(loop_, second)[0].integer(0), 2);
}

TEST_F(PostgresPool, who_gets_no_connection_in_time_gives_up) {
    Pool pool(loop_, database().url(), {.connections_max = 1, .call_timeout = 200ms});
    run(loop_, pool.ping());
    auto slow = start(loop_, pool.query("SELECT pg_sleep(0.15)::text"));
    std::vector<std::future<Result>> others;
    for (int i = 0; i < 2; ++i) others.push_back(start(loop_, pool.query("SELECT pg_sleep(0.15)::text")));
    EXPECT_NO_THROW(finish(loop_, slow));
    for (auto& other : others) EXPECT_THROW(finish(loop_, other), Unavailable);
    EXPECT_NO_THROW(run(loop_, pool.ping()));
}

TEST_F(PostgresPool, a_statement_that_takes_too_long_is_given_up_on_both_sides) {
    Pool pool(loop_, database().url(), {.application = "slow", .connections_max = 1, .call_timeout = 100ms});
    EXPECT_THROW(run(loop_, pool.query("SELECT pg_sleep(60)::text")), Unavailable);
    EXPECT_NO_THROW(run(loop_, pool.ping()));
    EXPECT_TRUE(run_until(loop_, [] {
        return database().run(
                   "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'slow' AND query LIKE "
                   "'%pg_sleep%' AND state = 'active'") == "0";
    }));
}

TEST_F(PostgresPool, a_connection_that_was_closed_while_idle_is_not_noticed) {
    run(loop_, pool_.ping());
    database().end_connections();
    EXPECT_NO_THROW(run(loop_, pool_.ping()));
}

TEST_F(PostgresPool, a_connection_lost_in_the_middle_is_unavailable_and_the_next_call_works) {
    auto cut = start(loop_, pool_.query("SELECT pg_sleep(60)::text"));
    run_until(loop_, [] {
        return database().run("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'") == "1";
    });
    database().end_connections();
    EXPECT_THROW(finish(loop_, cut), Unavailable);
    EXPECT_NO_THROW(run(loop_, pool_.ping()));
}

TEST_F(PostgresPool, while_nobody_is_let_in_calls_fail_soon_and_later_they_work) {
    run(loop_, pool_.ping());
    database().admit(false);
    for (int i = 0; i < 3; ++i) EXPECT_THROW(run(loop_, pool_.ping()), Unavailable);
    auto one = start(loop_, pool_.query("SELECT 1"));
    auto two = start(loop_, pool_.query("SELECT 2"));
    EXPECT_THROW(finish(loop_, one), Unavailable);
    EXPECT_THROW(finish(loop_, two), Unavailable);
    database().admit(true);
    EXPECT_TRUE(run_until(loop_, [this] {
        try {
            run(loop_, pool_.ping());
            return true;
        } catch (const Unavailable&) {
            return false;
        }
    }));
}

/// A port where nobody answers as a database would.
struct OtherServer {
    boost::asio::io_context loop;
    boost::asio::ip::tcp::acceptor acceptor{loop, {boost::asio::ip::address_v4::loopback(), 0}};
    std::string url = "postgresql://ann:secret@127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/db";
};

TEST(PostgresPoolWithoutServer, a_refused_connection_is_unavailable) {
    std::string url;
    {
        url = OtherServer().url;
    }
    Loop loop;
    Pool pool(loop, url, {});
    for (int i = 0; i < 3; ++i) EXPECT_THROW(run(loop, pool.ping()), Unavailable);
    EXPECT_THROW(run(loop, pool.query("SELECT 1")), Unavailable);
}

TEST(PostgresPoolWithoutServer, a_server_that_says_nothing_is_unavailable_in_time) {
    const OtherServer silent;
    Loop loop;
    Pool pool(loop, silent.url, {.connect_timeout = 100ms});
    EXPECT_THROW(run(loop, pool.ping()), Unavailable);
}

TEST(PostgresPoolWithoutServer, a_name_that_nobody_has_is_unavailable_and_the_password_is_not_told) {
    Loop loop;
    Pool pool(loop, "postgresql://ann:secret@nobody.invalid:5432/db", {});
    try {
        run(loop, pool.ping());
        ADD_FAILURE();
    } catch (const Unavailable& fault) {
        EXPECT_THAT(fault.what(), testing::Not(testing::HasSubstr("secret")));
    }
    EXPECT_EQ(pool.address(), "nobody.invalid:5432/db");
}

TEST(PostgresPoolWithoutServer, a_pool_may_go_while_it_connects) {
    const OtherServer silent;
    Loop loop;
    auto pool = std::make_unique<Pool>(loop, silent.url, Options{.call_timeout = 50ms, .connect_timeout = 10s});
    EXPECT_THROW(run(loop, pool->query("SELECT 1")), Unavailable);
    pool.reset();
    loop.restart();
    loop.run();
}

TEST_F(PostgresPool, a_server_is_found_by_its_name) {
    auto url = database().url();
    url.replace(url.find("127.0.0.1"), 9, "localhost");
    Pool pool(loop_, url, {});
    EXPECT_NO_THROW(run(loop_, pool.ping()));
}

TEST(PostgresPoolWithoutServer, what_is_no_address_is_refused_at_once) {
    Loop loop;
    EXPECT_THROW(Pool(loop, "mongodb://localhost/boxoffice", {}), std::invalid_argument);
}

}  // namespace
}  // namespace boxoffice::postgres
