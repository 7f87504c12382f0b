#include "platform/postgres/pool.hpp"

#include "platform/postgres/tests/database.hpp"

namespace boxoffice::postgres {
namespace {

class PostgresTransaction : public OnDatabase {
protected:
    PostgresTransaction() {
        database().run(
            "CREATE TABLE numbers (id bigint PRIMARY KEY, n bigint); INSERT INTO numbers VALUES (1, 1), (2, 1)");
    }
    static std::string numbers() { return database().run("SELECT string_agg(n::text, ' ' ORDER BY id) FROM numbers"); }

    static Task<std::int64_t> set(Transaction& transaction, std::int64_t id, std::int64_t n) {
        const auto result = co_await transaction.query("UPDATE numbers SET n = $2 WHERE id = $1 RETURNING n", id, n);
        co_return result[0].integer(0);
    }
    static Task<> set_and_throw(Transaction& transaction) {
        co_await set(transaction, 1, 5);
        throw std::out_of_range("enough");
    }
    static Task<std::string> set_and_roll_back(Transaction& transaction) {
        co_await set(transaction, 1, 5);
        co_await transaction.roll_back();
        co_return "as it was";
    }
    static Task<> defer(Transaction& transaction, std::int64_t id) {
        transaction.defer("INSERT INTO numbers VALUES ($1, 7)", id);
        transaction.defer("UPDATE numbers SET n = n + 1 WHERE id = 1");
        co_return;
    }
    static Task<> fail_and_go_on(Transaction& transaction) {
        co_await set(transaction, 1, 5);
        try {
            co_await transaction.query("SELECT nonsense");
        } catch (const Error&) {  // NOLINT(bugprone-empty-catch)
        }
    }
    static Task<> set_and_be_cut(Transaction& transaction) {
        co_await set(transaction, 1, 5);
        database().end_connections();
        co_await set(transaction, 2, 5);
    }
    static Task<> nothing(Transaction& /*unused*/) { co_return; }
};

TEST_F(PostgresTransaction, what_a_body_did_stands_when_it_returns) {
    EXPECT_EQ(run(loop_, pool_.transaction([](Transaction& transaction) { return set(transaction, 1, 5); })), 5);
    EXPECT_EQ(numbers(), "5 1");
}

TEST_F(PostgresTransaction, what_a_body_did_is_undone_when_it_throws) {
    EXPECT_THROW(run(loop_, pool_.transaction(set_and_throw)), std::out_of_range);
    EXPECT_EQ(numbers(), "1 1");
}

TEST_F(PostgresTransaction, a_body_may_undo_what_it_did_and_answer) {
    EXPECT_EQ(run(loop_, pool_.transaction(set_and_roll_back)), "as it was");
    EXPECT_EQ(numbers(), "1 1");
    EXPECT_NO_THROW(run(loop_, pool_.ping()));
}

TEST_F(PostgresTransaction, deferred_statements_go_with_the_commit) {
    run(loop_, pool_.transaction([](Transaction& transaction) { return defer(transaction, 3); }));
    EXPECT_EQ(numbers(), "2 1 7");
}

TEST_F(PostgresTransaction, a_deferred_statement_that_fails_undoes_all) {
    EXPECT_THROW(run(loop_, pool_.transaction([](Transaction& transaction) { return defer(transaction, 2); })), Error);
    EXPECT_EQ(numbers(), "1 1");
}

TEST_F(PostgresTransaction, one_in_which_something_failed_cannot_be_committed) {
    EXPECT_THROW(run(loop_, pool_.transaction(fail_and_go_on)), std::logic_error);
    EXPECT_EQ(numbers(), "1 1");
    EXPECT_NO_THROW(run(loop_, pool_.ping()));
}

TEST_F(PostgresTransaction, one_whose_connection_is_lost_is_unavailable_and_leaves_nothing) {
    EXPECT_THROW(run(loop_, pool_.transaction(set_and_be_cut)), Unavailable);
    EXPECT_EQ(numbers(), "1 1");
    EXPECT_EQ(run(loop_, pool_.transaction([](Transaction& transaction) { return set(transaction, 1, 5); })), 5);
}

TEST_F(PostgresTransaction, one_that_does_nothing_asks_nothing) {
    Pool pool(loop_, database().url(), {.application = "silent"});
    run(loop_, pool.transaction(nothing));
    EXPECT_EQ(database().run("SELECT query FROM pg_stat_activity WHERE application_name = 'silent'"), "");
    EXPECT_EQ(database().run("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'silent'"), "1");
}

/// Two bodies that meet in the middle: each goes on once both have begun.
struct Meeting {
    int arrived = 0;
    std::vector<Resume<bool>> waiting;

    Task<> arrive() {
        if (++arrived < 2) {
            co_await suspended<bool>([this](Resume<bool> resume) { waiting.push_back(std::move(resume)); });
            co_return;
        }
        for (auto& resume : std::exchange(waiting, {})) resume(true);
    }
};

Task<std::int64_t> take_both(Transaction& transaction, Meeting& meeting, std::int64_t first, std::int64_t second) {
    co_await transaction.query("UPDATE numbers SET n = n + 1 WHERE id = $1", first);
    co_await meeting.arrive();
    co_await transaction.query("UPDATE numbers SET n = n + 1 WHERE id = $1", second);
    co_return first;
}

Task<std::int64_t> sum_into(Transaction& transaction, Meeting& meeting, std::int64_t id) {
    const auto sum = co_await transaction.query("SELECT sum(n)::bigint FROM numbers");
    co_await meeting.arrive();
    co_await transaction.query("UPDATE numbers SET n = $2 WHERE id = $1", id, sum[0].integer(0));
    co_return sum[0].integer(0);
}

TEST_F(PostgresTransaction, the_victim_of_a_deadlock_runs_again_when_asked) {
    Meeting meeting;
    const auto both = [&meeting](std::int64_t first, std::int64_t second) {
        return [&meeting, first, second](Transaction& transaction) {
            return take_both(transaction, meeting, first, second);
        };
    };
    auto one = start(loop_, pool_.transaction(both(1, 2), {.attempts = 3}));
    auto other = start(loop_, pool_.transaction(both(2, 1), {.attempts = 3}));
    EXPECT_EQ(finish(loop_, one), 1);
    EXPECT_EQ(finish(loop_, other), 2);
    EXPECT_EQ(meeting.arrived, 3);
    EXPECT_EQ(numbers(), "3 3");
}

TEST_F(PostgresTransaction, the_loser_of_two_serializable_ones_runs_again_only_when_asked) {
    const auto into = [this](Meeting& meeting, std::int64_t id, int attempts) {
        return start(loop_, pool_.transaction(
                                [&meeting, id](Transaction& transaction) { return sum_into(transaction, meeting, id); },
                                {.isolation = Isolation::serializable, .attempts = attempts}));
    };
    Meeting meeting;
    auto one = into(meeting, 1, 3);
    auto other = into(meeting, 2, 3);
    EXPECT_EQ(finish(loop_, one) + finish(loop_, other), 2 + 3);

    Meeting again;
    auto first = into(again, 1, 1);
    auto second = into(again, 2, 1);
    int refused = 0;
    for (auto* result : {&first, &second}) {
        try {
            finish(loop_, *result);
        } catch (const Error& error) {
            EXPECT_TRUE(error.may_be_repeated());
            ++refused;
        }
    }
    EXPECT_EQ(refused, 1);
}

}  // namespace
}  // namespace boxoffice::postgres
