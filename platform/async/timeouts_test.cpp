#include "platform/async/timeouts.hpp"

#include "platform/async/clock.hpp"
#include "platform/async/run.hpp"

#include <gtest/gtest.h>

namespace boxoffice {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

Task<int> answer_after(Clock& clock, milliseconds duration, int answer) {
    co_await clock.sleep(duration);
    co_return answer;
}
Task<int> answer_at_once(int answer) { co_return answer; }
Task<int> fail_at_once() {
    throw std::runtime_error("a fault");
    co_return 0;
}

class TimeoutsTest : public testing::Test {
protected:
    Loop loop;
    SystemClock clock{loop};
    Timeouts timeouts{loop};
    TaskScope scope{loop, [](std::exception_ptr) { ADD_FAILURE(); }};
};

TEST_F(TimeoutsTest, fire_in_the_order_of_their_limits_and_not_early) {
    std::string story;
    const auto started = std::chrono::steady_clock::now();
    timeouts.after(milliseconds(25), [&] { story += 'b'; });
    timeouts.after(milliseconds(2), [&] { story += 'a'; });
    loop.run();
    EXPECT_EQ(story, "ab");
    EXPECT_GE(std::chrono::steady_clock::now() - started, milliseconds(25));
}

TEST_F(TimeoutsTest, what_is_cancelled_does_not_fire) {
    std::string story;
    const auto handle = timeouts.after(milliseconds(1), [&] { story += 'a'; });
    timeouts.after(milliseconds(2), [&] { story += 'b'; });
    timeouts.cancel(handle);
    loop.run();
    EXPECT_EQ(story, "b");
}

TEST_F(TimeoutsTest, one_that_fires_may_set_another) {
    int fired = 0;
    timeouts.after(milliseconds(1), [&] {
        ++fired;
        timeouts.after(milliseconds(1), [&] { ++fired; });
    });
    loop.run();
    EXPECT_EQ(fired, 2);
}

TEST_F(TimeoutsTest, a_result_within_the_limit_is_given) {
    EXPECT_EQ(run(loop, within(scope, timeouts, hours(1), answer_at_once(7))), 7);
    EXPECT_EQ(run(loop, within(scope, timeouts, hours(1), answer_after(clock, milliseconds(2), 8))), 8);
}

TEST_F(TimeoutsTest, a_fault_within_the_limit_is_thrown) {
    EXPECT_THROW(run(loop, within(scope, timeouts, hours(1), fail_at_once())), std::runtime_error);
}

TEST_F(TimeoutsTest, a_late_result_is_nothing_and_the_task_goes_on_to_its_end) {
    const auto started = std::chrono::steady_clock::now();
    EXPECT_EQ(run(loop, within(scope, timeouts, milliseconds(1), answer_after(clock, milliseconds(40), 7))),
              std::nullopt);
    EXPECT_EQ(scope.running(), 1u);
    EXPECT_TRUE(run(loop, scope.join(hours(1))));
    EXPECT_GE(std::chrono::steady_clock::now() - started, milliseconds(40));
}

TEST_F(TimeoutsTest, a_closed_scope_starts_nothing) {
    scope.close();
    EXPECT_THROW(run(loop, within(scope, timeouts, hours(1), answer_at_once(7))), std::runtime_error);
}

}  // namespace
}  // namespace boxoffice
