#include "services/user/tests/postgres_place.hpp"

#include <gmock/gmock.h>

#include <set>

namespace boxoffice::user {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::IsEmpty;

/// Two instances of the service on one database.
class TwoUserServices : public testing::Test {
protected:
    TwoUserServices() { empty_test_database(); }

    User add(std::uint8_t id, Role role = Role::attendee) {
        const User user{.id = {Uuid{{id}}}, .name = "N", .email = std::to_string(id) + "@x.org", .role = role};
        EXPECT_TRUE(run(loop_, one_.store.add({user, "hash"}, std::nullopt, {}, now_)));
        return user;
    }
    static std::vector<std::string> sessions(const std::vector<auth::Revocation>& revocations) {
        std::vector<std::string> ids;
        for (const auto& revocation : revocations) ids.push_back(revocation.session);
        return ids;
    }

    Timestamp now_{1'800'000'000'000ms};
    Loop loop_;
    Instance one_{loop_};
    Instance other_{loop_};
};

TEST_F(TwoUserServices, what_one_writes_the_other_reads) {
    const auto ann = add(1);
    EXPECT_EQ(run(loop_, other_.store.find(ann.id))->user, ann);
    run(loop_, other_.store.end_session("s", now_ + 1h));
    EXPECT_THAT(sessions(run(loop_, one_.store.revocations_after(0, 10))), Contains("s"));
    run(loop_, one_.store.register_key("a", "{a}", now_));
    EXPECT_THAT(run(loop_, other_.store.register_key("b", "{b}", now_)), testing::UnorderedElementsAre("{a}", "{b}"));
}

TEST_F(TwoUserServices, an_email_is_given_once) {
    for (std::uint8_t i = 1; i < 20; i += 2) {
        const auto email = std::to_string(i) + "@x.org";
        auto first = start(
            loop_, one_.store.add({{.id = {Uuid{{i}}}, .name = "N", .email = email}, "hash"}, std::nullopt, {}, now_));
        auto second = start(
            loop_,
            other_.store.add({{.id = {Uuid{{static_cast<std::uint8_t>(i + 1)}}}, .name = "N", .email = email}, "hash"},
                             IdempotencyKey{.id = sha256(email)}, {}, now_));
        EXPECT_EQ(finish(loop_, first).has_value() + finish(loop_, second).has_value(), 1);
    }
}

TEST_F(TwoUserServices, of_the_last_two_admins_one_stays) {
    const auto ann = add(1, Role::admin);
    const auto bob = add(2, Role::admin);
    for (int i = 0; i < 10; ++i) {
        auto first = start(loop_, one_.store.change(ann.id, {.role = Role::attendee}, {}, now_));
        auto second = start(loop_, other_.store.change(bob.id, {.role = Role::attendee}, {}, now_));
        EXPECT_EQ(finish(loop_, first).has_value() + finish(loop_, second).has_value(), 1);
        for (const auto& user : {ann, bob}) run(loop_, one_.store.change(user.id, {.role = Role::admin}, {}, now_));
    }
}

TEST_F(TwoUserServices, a_session_has_the_new_role_or_is_ended_with_the_old_one) {
    const auto ann = add(1);
    for (int i = 0; i < 20; ++i) {
        const auto role = i % 2 == 0 ? Role::organizer : Role::attendee;
        const auto id = std::to_string(i);
        auto opening = start(loop_, one_.store.open_session({id, ann.id, now_ + 1h}, "hash", now_));
        auto changing = start(loop_, other_.store.change(ann.id, {.role = role}, {}, now_));
        const auto opened = finish(loop_, opening);
        const auto ended = sessions(finish(loop_, changing)->ended);
        ASSERT_TRUE(opened);
        EXPECT_EQ(opened->role != role, std::ranges::find(ended, id) != ended.end());
    }
}

TEST_F(TwoUserServices, a_session_of_the_old_password_is_not_opened_or_is_ended) {
    const auto ann = add(1);
    for (int i = 0; i < 20; ++i) {
        const auto old_hash = i == 0 ? "hash" : std::to_string(i - 1);
        const auto id = "s" + std::to_string(i);
        auto opening = start(loop_, one_.store.open_session({id, ann.id, now_ + 1h}, old_hash, now_));
        auto changing = start(
            loop_,
            other_.store.change(ann.id, {.password = UserChange::Password{std::to_string(i), old_hash}}, {}, now_));
        const auto opened = finish(loop_, opening);
        const auto ended = sessions(finish(loop_, changing)->ended);
        EXPECT_EQ(opened.has_value(), std::ranges::find(ended, id) != ended.end());
    }
}

TEST_F(TwoUserServices, who_follows_the_revocations_misses_none) {
    constexpr int count = 200;
    std::vector<std::future<auth::Revocation>> ends;
    for (int i = 0; i < count; ++i)
        ends.push_back(start(loop_, (i % 2 == 0 ? one_ : other_).store.end_session(std::to_string(i), now_ + 1h)));
    std::int64_t last = 0;
    std::set<std::string> seen;
    const auto follow = [&] {
        for (const auto& revocation : run(loop_, other_.store.revocations_after(last, 7))) {
            EXPECT_GT(revocation.sequence, last);
            last = revocation.sequence;
            seen.insert(revocation.session);
        }
    };
    const auto is_ready = [](auto& result) { return result.wait_for(0s) == std::future_status::ready; };
    while (!std::ranges::all_of(ends, is_ready)) follow();
    for (auto before = last - 1; before != last; follow()) before = last;
    EXPECT_EQ(seen.size(), count);
}

TEST_F(TwoUserServices, a_number_is_not_given_while_an_earlier_one_may_yet_appear) {
    postgres::Pool slow(loop_, test_database().url(), {});
    auto earlier = start(loop_, slow.transaction([](postgres::Transaction& transaction) {
        transaction.defer("UPDATE revocation_sequence SET last = last + 1");
        transaction.defer("INSERT INTO revocations SELECT last, 'earlier', now() + '1 h' FROM revocation_sequence");
        return transaction.query("SELECT pg_sleep(0.2)::text");
    }));
    run_until(loop_, [] {
        return test_database().run("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'") == "1";
    });
    auto later = start(loop_, one_.store.end_session("later", now_ + 1h));
    EXPECT_THAT(run(loop_, other_.store.revocations_after(0, 10)), IsEmpty());
    finish(loop_, earlier);
    EXPECT_EQ(finish(loop_, later).sequence, 2);
}

Task<> come_and_go(PostgresUserStore& store, UserId user, std::size_t n, Timestamp now) {
    co_await store.open_session({std::to_string(n), user, now + n * 1ms}, "hash", now + n * 1ms / 2);
    co_await store.change(user, {.role = n % 3 == 0 ? Role::admin : Role::organizer}, {}, now);
    co_await store.end_session(std::to_string(n / 2), now + 1h);
}

TEST_F(TwoUserServices, everything_at_once_comes_to_an_end_without_a_fault) {
    std::vector<User> users;
    for (std::uint8_t i = 1; i <= 4; ++i) users.push_back(add(i, Role::admin));
    std::vector<std::future<void>> results;
    for (std::size_t i = 0; i < 100; ++i)
        results.push_back(
            start(loop_, come_and_go((i % 2 ? one_ : other_).store, users[i % users.size()].id, i, now_)));
    for (auto& result : results) EXPECT_NO_THROW(finish(loop_, result));
    EXPECT_TRUE(run(loop_, one_.store.has_admin()));
}

}  // namespace
}  // namespace boxoffice::user
