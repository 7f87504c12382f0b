#include "services/event/app/watch.hpp"

#include "services/event/tests/company.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <list>
#include <utility>
#include <vector>

namespace boxoffice::event::test {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

class RecordingFollower final : public Watch::Follower {
public:
    explicit RecordingFollower(Watch& watch) : Follower(watch), came_at(watch.inventory().v), watch_(watch) {}

    const std::int64_t came_at;
    std::vector<std::int64_t> versions;
    int quiet = 0;
    bool busy = false;

private:
    bool tell_state() override {
        if (busy) return false;
        versions.push_back(watch_.inventory().v);
        return true;
    }
    void tell_quiet() override { ++quiet; }

    Watch& watch_;
};

class WatchTest : public testing::Test {
protected:
    explicit WatchTest(milliseconds quiet = std::chrono::minutes(1)) : company({.quiet = quiet}) {}

    void change() { company.apply(view.event->id, hold(++bookings, 1)); }
    void turn() {
        company.loop.restart();
        company.loop.poll();
    }
    void pass(milliseconds time) {
        turn();
        company.clock.advance(time);
        turn();
    }

    Company company;
    EventView view = company.create();
    std::shared_ptr<Watch> watch = company.answer(company.inventories.watch(inventory_of(view.event->id)));
    int bookings = 0;
};

TEST_F(WatchTest, a_follower_hears_of_a_change_at_once) {
    RecordingFollower follower(*watch);
    pass(milliseconds(250));
    change();
    turn();
    EXPECT_THAT(follower.versions, ElementsAre(2));
    EXPECT_EQ(watch->inventory().room(), (Pool{10, 1, 0}));
}

TEST_F(WatchTest, a_follower_hears_of_no_more_than_four_changes_a_second_and_always_of_the_newest) {
    RecordingFollower follower(*watch);
    for (int i = 0; i < 8; ++i) {
        change();
        pass(milliseconds(125));
    }
    EXPECT_THAT(follower.versions, ElementsAre(3, 5, 7, 9));
}

TEST_F(WatchTest, what_happens_just_after_someone_came_reaches_him) {
    RecordingFollower follower(*watch);
    change();
    turn();
    EXPECT_THAT(follower.versions, IsEmpty()) << "he was told the state a moment ago";
    pass(milliseconds(250));
    EXPECT_THAT(follower.versions, ElementsAre(2));
}

TEST_F(WatchTest, one_who_comes_while_others_are_told_hears_of_the_next_change) {
    RecordingFollower first(*watch);
    pass(milliseconds(250));
    change();
    turn();
    RecordingFollower second(*watch);
    change();
    pass(milliseconds(250));
    EXPECT_THAT(first.versions, ElementsAre(2, 3));
    EXPECT_THAT(second.versions, ElementsAre(3));
}

TEST_F(WatchTest, one_who_just_came_is_not_told_again_at_once) {
    RecordingFollower first(*watch);
    pass(std::chrono::seconds(1));
    turn();
    RecordingFollower second(*watch);
    change();
    turn();
    EXPECT_THAT(first.versions, ElementsAre(2));
    EXPECT_THAT(second.versions, IsEmpty());
    pass(milliseconds(250));
    turn();
    EXPECT_THAT(second.versions, ElementsAre(2));
}

TEST_F(WatchTest, one_who_cannot_take_it_is_asked_again_and_keeps_nobody_waiting) {
    RecordingFollower slow(*watch);
    RecordingFollower quick(*watch);
    slow.busy = true;
    pass(milliseconds(250));
    change();
    turn();
    EXPECT_THAT(quick.versions, ElementsAre(2));
    change();
    pass(milliseconds(250));
    EXPECT_THAT(quick.versions, ElementsAre(2, 3));
    slow.busy = false;
    pass(milliseconds(250));
    EXPECT_THAT(slow.versions, ElementsAre(3)) << "the newest alone";
    EXPECT_THAT(quick.versions, ElementsAre(2, 3));
}

TEST_F(WatchTest, a_crowd_takes_turns_and_all_have_heard_within_a_second) {
    std::deque<RecordingFollower> followers;
    for (int i = 0; i < 10'000; ++i) followers.emplace_back(*watch);
    pass(std::chrono::seconds(1));
    for (int i = 0; i < 100; ++i) pass(milliseconds(10));
    const auto heard = [&] {
        return std::ranges::count_if(followers, [](const auto& one) { return !one.versions.empty(); });
    };
    change();
    turn();
    EXPECT_EQ(heard(), 100);
    for (int i = 0; i < 50; ++i) pass(milliseconds(9));
    EXPECT_EQ(heard(), 5'100);
    for (int i = 0; i < 50; ++i) pass(milliseconds(9));
    EXPECT_EQ(heard(), 10'000);
}

TEST_F(WatchTest, who_was_told_before_another_change_in_the_same_round_hears_of_it) {
    std::deque<RecordingFollower> followers;
    for (int i = 0; i < 200; ++i) followers.emplace_back(*watch);
    for (int i = 0; i < 30; ++i) pass(milliseconds(10));
    change();
    turn();
    change();
    for (int i = 0; i < 30; ++i) pass(milliseconds(10));
    EXPECT_THAT(followers.front().versions, ElementsAre(2, 3));
    EXPECT_THAT(followers.back().versions, ElementsAre(3));
}

TEST_F(WatchTest, one_who_comes_while_a_crowd_is_told_takes_nobodys_turn) {
    std::deque<RecordingFollower> followers;
    for (int i = 0; i < 300; ++i) followers.emplace_back(*watch);
    for (int i = 0; i < 30; ++i) pass(milliseconds(10));
    change();
    turn();
    for (int i = 0; i < 50; ++i)
        followers.pop_back();  // fewer than the round was to tell, so that it ends in the middle of them
    for (int i = 0; i < 30; ++i) pass(milliseconds(10));
    change();
    turn();
    followers.emplace_back(*watch);
    for (int i = 0; i < 30; ++i) pass(milliseconds(10));
    followers.pop_back();
    for (const auto& one : followers) EXPECT_THAT(one.versions, ElementsAre(2, 3));
}

TEST_F(WatchTest, a_crowd_hears_in_time_where_turns_are_late) {
    std::deque<RecordingFollower> followers;
    for (int i = 0; i < 10'000; ++i) followers.emplace_back(*watch);
    for (int i = 0; i < 120; ++i) pass(milliseconds(10));
    change();
    pass(milliseconds(90));
    for (int i = 0; i < 810; ++i) pass(milliseconds(1));
    EXPECT_EQ(std::ranges::count_if(followers, [](const auto& one) { return one.versions.empty(); }), 0);
}

TEST_F(WatchTest, one_who_came_to_a_crowd_just_before_a_change_hears_in_time) {
    std::deque<RecordingFollower> followers;
    for (int i = 0; i < 10'000; ++i) followers.emplace_back(*watch);
    for (int i = 0; i < 120; ++i) pass(milliseconds(10));
    RecordingFollower late(*watch);
    pass(milliseconds(100));
    change();
    for (int i = 0; i < 105; ++i) pass(milliseconds(9));
    EXPECT_THAT(late.versions, ElementsAre(2));
}

TEST_F(WatchTest, those_who_leave_and_come_while_a_crowd_is_told_leave_nobody_out) {
    std::list<RecordingFollower> followers;
    for (int i = 0; i < 1'000; ++i) followers.emplace_back(*watch);
    for (int i = 0; i < 100; ++i) pass(milliseconds(10));
    for (int i = 0; i < 100; ++i) {
        if (i % 10 == 0) change();
        pass(milliseconds(9));
        followers.pop_front();
        followers.erase(std::next(followers.begin(), i));
        followers.emplace_back(*watch);
    }
    const auto newest = watch->inventory().v;
    for (int i = 0; i < 100; ++i) pass(milliseconds(10));
    for (const auto& one : followers) {
        EXPECT_EQ(one.versions.empty() ? one.came_at : one.versions.back(), newest);
        EXPECT_TRUE(std::ranges::is_sorted(one.versions, std::less_equal())) << "none twice";
    }
}

TEST_F(WatchTest, telling_that_was_cancelled_begins_again_with_the_next_change) {
    RecordingFollower follower(*watch);
    turn();
    cancel_and_join(company.loop, company.scope);
    company.clock.advance(milliseconds(250));
    change();
    turn();
    EXPECT_THAT(follower.versions, ElementsAre(2));
}

TEST_F(WatchTest, following_ends_with_the_event) {
    RecordingFollower follower(*watch);
    auto end = start(company.loop, follower.end());
    pass(std::chrono::seconds(1));
    EXPECT_EQ(end.wait_for(milliseconds(0)), std::future_status::timeout);
    ASSERT_TRUE(company.answer(company.events.remove(organizer(), view.event->id, {})));
    finish(company.loop, end);
    EXPECT_THAT(follower.versions, IsEmpty());
}

TEST_F(WatchTest, nothing_is_left_of_a_watch_that_nobody_follows) {
    {
        RecordingFollower follower(*watch);
        pass(milliseconds(250));
    }
    const std::weak_ptr<Watch> left = std::exchange(watch, nullptr);
    turn();
    EXPECT_TRUE(left.expired());
}

TEST_F(WatchTest, nothing_is_left_of_a_watch_that_somebody_followed_for_a_moment) {
    {
        RecordingFollower follower(*watch);
        turn();
    }
    const std::weak_ptr<Watch> left = std::exchange(watch, nullptr);
    pass(milliseconds(250));
    EXPECT_TRUE(left.expired());
}

class QuietWatchTest : public WatchTest {
protected:
    QuietWatchTest() : WatchTest(milliseconds(20)) {}

    bool time_passes_until(const std::function<bool()>& holds) {
        return run_until(company.loop, [&] {
            company.clock.advance(milliseconds(250));
            return holds();
        });
    }
};

TEST_F(QuietWatchTest, one_who_takes_nothing_does_not_keep_others_from_hearing_that_nothing_changes) {
    RecordingFollower slow(*watch);
    RecordingFollower other(*watch);
    slow.busy = true;
    change();
    ASSERT_TRUE(time_passes_until([&] { return !other.versions.empty(); }));
    other.quiet = 0;
    EXPECT_TRUE(time_passes_until([&] { return other.quiet > 0; }));
}

TEST_F(QuietWatchTest, a_follower_hears_when_nothing_changes_for_long) {
    RecordingFollower follower(*watch);
    ASSERT_TRUE(time_passes_until([&] { return follower.quiet > 0; }));
    const auto before = follower.quiet;
    EXPECT_TRUE(time_passes_until([&] { return follower.quiet > before; }));
    EXPECT_THAT(follower.versions, IsEmpty());
}

TEST_F(WatchTest, all_watchers_share_one_text_a_version) {
    static int rendered;
    rendered = 0;
    const auto render = [](const Inventory& inventory) {
        ++rendered;
        return std::to_string(inventory.v);
    };
    const auto other = company.answer(company.inventories.watch(inventory_of(view.event->id)));
    EXPECT_EQ(other, watch);
    EXPECT_EQ(watch->text(render), other->text(render));
    EXPECT_EQ(rendered, 1);
    company.apply(view.event->id, hold(1, 2));
    EXPECT_EQ(*watch->text(render), "2");
}

TEST_F(WatchTest, what_is_deleted_cannot_be_watched) {
    ASSERT_TRUE(company.answer(company.events.remove(organizer(), view.event->id, {})));
    EXPECT_EQ(watch->inventory().state, InventoryState::DELETED);
    EXPECT_EQ(company.answer(company.inventories.watch(inventory_of(view.event->id))), nullptr);
}

}  // namespace
}  // namespace boxoffice::event::test
