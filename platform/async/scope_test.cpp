#include "platform/async/scope.hpp"

#include "platform/async/clock.hpp"
#include "platform/async/run.hpp"

#include <gtest/gtest.h>

namespace boxoffice {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

/// Holds whoever waits at it until it is opened.
class Gate {
public:
    Task<int> pass() {
        return suspended<int>([this](Resume<int> resume) { waiting_ = std::move(resume); });
    }
    void open(Outcome<int> outcome) { std::exchange(waiting_, nullptr)(std::move(outcome)); }
    bool somebody_waits() const { return static_cast<bool>(waiting_); }

private:
    Resume<int> waiting_;
};

Task<> note(std::string& story, std::string what) {
    story += what;
    co_return;
}
Task<> pass_and_note(Gate& gate, std::string& story) { story += std::to_string(co_await gate.pass()); }
Task<> fail() {
    throw std::runtime_error("a fault");
    co_return;
}
Task<> sleep(Clock& clock, milliseconds duration, bool& woke) {
    co_await clock.sleep(duration);
    woke = true;
}

class ScopeTest : public testing::Test {
protected:
    Loop loop;
    SystemClock clock{loop};
    std::vector<std::string> faults;
    TaskScope scope{loop, [this](std::exception_ptr fault) {
                        try {
                            std::rethrow_exception(fault);
                        } catch (const std::exception& exception) {
                            faults.emplace_back(exception.what());
                        }
                    }};
    std::string story;
    Gate gate;
};

TEST_F(ScopeTest, a_task_starts_on_the_next_turn) {
    EXPECT_TRUE(scope.spawn(note(story, "a")));
    EXPECT_EQ(story, "");
    EXPECT_EQ(scope.running(), 1u);
    loop.run();
    EXPECT_EQ(story, "a");
    EXPECT_EQ(scope.running(), 0u);
}

TEST_F(ScopeTest, a_task_starts_on_the_next_turn_also_from_the_loop) {
    boost::asio::post(loop, [this] {
        scope.spawn(note(story, "b"));
        story += "a";
    });
    loop.run();
    EXPECT_EQ(story, "ab");
}

TEST_F(ScopeTest, a_closed_scope_refuses) {
    scope.close();
    EXPECT_FALSE(scope.spawn(note(story, "a")));
    loop.run();
    EXPECT_EQ(story, "");
}

TEST_F(ScopeTest, a_fault_is_heard_and_the_others_go_on) {
    scope.spawn(fail());
    scope.spawn(note(story, "a"));
    loop.run();
    EXPECT_EQ(faults, std::vector<std::string>{"a fault"});
    EXPECT_EQ(story, "a");
}

TEST_F(ScopeTest, join_waits_for_every_task) {
    scope.spawn(pass_and_note(gate, story));
    loop.poll();
    ASSERT_TRUE(gate.somebody_waits());
    boost::asio::post(loop, [this] { gate.open(7); });
    EXPECT_TRUE(run(loop, scope.join(hours(1))));
    EXPECT_EQ(story, "7");
}

TEST_F(ScopeTest, join_of_an_empty_scope_does_not_wait) { EXPECT_TRUE(run(loop, scope.join(hours(1)))); }

TEST_F(ScopeTest, join_gives_up_at_its_limit) {
    scope.spawn(pass_and_note(gate, story));
    EXPECT_FALSE(run(loop, scope.join(milliseconds(1))));
    EXPECT_EQ(scope.running(), 1u);
    gate.open(1);
    EXPECT_TRUE(run(loop, scope.join(hours(1))));
}

TEST_F(ScopeTest, cancel_ends_what_waits_and_is_no_fault) {
    bool woke = false;
    for (int i = 0; i < 3; ++i) scope.spawn(sleep(clock, hours(1), woke));
    loop.poll();
    boost::asio::post(loop, [this] { scope.cancel(); });
    EXPECT_TRUE(run(loop, scope.join(hours(1))));
    EXPECT_FALSE(woke);
    EXPECT_TRUE(faults.empty());
}

TEST_F(ScopeTest, cancel_reaches_a_task_that_has_not_begun) {
    boost::asio::post(loop, [this] {
        scope.spawn(note(story, "a"));
        scope.cancel();
    });
    loop.run();
    EXPECT_EQ(story, "");
    EXPECT_EQ(scope.running(), 0u);
    EXPECT_TRUE(faults.empty());
}

TEST_F(ScopeTest, what_is_suspended_gets_the_fault_it_is_resumed_with) {
    scope.spawn(pass_and_note(gate, story));
    loop.poll();
    gate.open(std::unexpected(std::make_exception_ptr(std::runtime_error("refused"))));
    EXPECT_TRUE(run(loop, scope.join(hours(1))));
    EXPECT_EQ(faults, std::vector<std::string>{"refused"});
    EXPECT_EQ(story, "");
}

TEST_F(ScopeTest, what_is_suspended_takes_no_notice_of_cancel) {
    scope.spawn(pass_and_note(gate, story));
    loop.poll();
    boost::asio::post(loop, [this] { scope.cancel(); });
    loop.poll();
    EXPECT_EQ(scope.running(), 1u);
    gate.open(5);
    EXPECT_TRUE(run(loop, scope.join(hours(1))));
}

TEST(SystemClock, now_does_not_go_back_and_sleep_takes_its_time) {
    Loop loop;
    SystemClock clock(loop);
    const auto started = std::chrono::steady_clock::now();
    const auto before = clock.now();
    run(loop, clock.sleep(milliseconds(3)));
    EXPECT_GE(std::chrono::steady_clock::now() - started, milliseconds(3));
    EXPECT_GE(clock.now(), before);
}

}  // namespace
}  // namespace boxoffice
