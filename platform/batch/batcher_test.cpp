#include "platform/batch/batcher.hpp"

#include "platform/async/run.hpp"
#include "platform/testing/turning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace boxoffice {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

/// A store whose every batch waits until the test lets it go.
class Store {
public:
    std::vector<std::vector<int>> batches;

    Task<std::vector<std::string>> run_batch(std::vector<int> requests) {
        batches.push_back(requests);
        co_await suspended<bool>([this](Resume<bool> resume) { waiting_ = std::move(resume); });
        std::vector<std::string> results;
        for (const int request : requests) results.push_back("done " + std::to_string(request));
        results.resize(results.size() - missing);
        co_return results;
    }
    void finish(Outcome<bool> outcome = true) { std::exchange(waiting_, nullptr)(std::move(outcome)); }

    std::size_t missing = 0;  ///< results that the next batches leave out

private:
    Resume<bool> waiting_;
};

using Calls = Batcher<int, std::string>;

Task<> call(Calls& calls, int request, std::vector<std::string>& answers) {
    try {
        answers.push_back(co_await calls.call(request));
    } catch (const std::exception& exception) {
        answers.push_back(std::to_string(request) + " failed: " + exception.what());
    }
}

class BatcherTest : public testing::Test {
protected:
    Loop loop;
    TaskScope batches_scope{loop, [](std::exception_ptr) { ADD_FAILURE(); }};
    TaskScope callers{loop, [](std::exception_ptr) { ADD_FAILURE(); }};
    Store store;
    Calls calls{batches_scope, 3, [this](std::vector<int> requests) { return store.run_batch(std::move(requests)); }};
    std::vector<std::string> answers;

    void call_and_turn(std::initializer_list<int> requests) {
        for (const int request : requests) callers.spawn(call(calls, request, answers));
        turn();
    }
    void finish_and_turn(Outcome<bool> outcome = true) {
        store.finish(std::move(outcome));
        turn();
    }
    void turn() {
        loop.restart();
        loop.poll();
    }
};

TEST_F(BatcherTest, a_call_alone_goes_at_once) {
    EXPECT_TRUE(calls.idle());
    call_and_turn({1});
    EXPECT_THAT(store.batches, ElementsAre(ElementsAre(1)));
    EXPECT_FALSE(calls.idle());
    EXPECT_THAT(answers, IsEmpty());
    finish_and_turn();
    EXPECT_THAT(answers, ElementsAre("done 1"));
    EXPECT_TRUE(calls.idle());
}

TEST_F(BatcherTest, calls_gather_while_a_batch_is_under_way) {
    call_and_turn({1});
    call_and_turn({2});
    call_and_turn({3});
    EXPECT_THAT(store.batches, ElementsAre(ElementsAre(1)));
    finish_and_turn();
    EXPECT_THAT(store.batches, ElementsAre(ElementsAre(1), ElementsAre(2, 3)));
    EXPECT_THAT(answers, ElementsAre("done 1"));
    finish_and_turn();
    EXPECT_THAT(answers, ElementsAre("done 1", "done 2", "done 3"));
}

TEST_F(BatcherTest, a_batch_is_bounded_and_the_order_kept) {
    call_and_turn({0});
    call_and_turn({1, 2, 3, 4});
    finish_and_turn();
    finish_and_turn();
    finish_and_turn();
    EXPECT_THAT(store.batches, ElementsAre(ElementsAre(0), ElementsAre(1, 2, 3), ElementsAre(4)));
    EXPECT_THAT(answers, ElementsAre("done 0", "done 1", "done 2", "done 3", "done 4"));
    EXPECT_TRUE(calls.idle());
}

TEST_F(BatcherTest, a_fault_reaches_every_caller_of_its_batch_and_no_other) {
    call_and_turn({0});
    call_and_turn({1, 2});
    finish_and_turn();
    call_and_turn({3});
    finish_and_turn(std::unexpected(std::make_exception_ptr(std::runtime_error("disk full"))));
    finish_and_turn();
    EXPECT_THAT(answers, ElementsAre("done 0", "1 failed: disk full", "2 failed: disk full", "done 3"));
}

TEST_F(BatcherTest, a_result_too_few_is_a_fault_and_no_other_callers_answer) {
    store.missing = 1;
    call_and_turn({1});
    finish_and_turn();
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_TRUE(answers[0].starts_with("1 failed: "));
}

TEST_F(BatcherTest, goes_on_after_it_was_idle) {
    call_and_turn({1});
    finish_and_turn();
    call_and_turn({2});
    finish_and_turn();
    EXPECT_THAT(answers, ElementsAre("done 1", "done 2"));
}

TEST_F(BatcherTest, patience_is_for_calls_that_have_company) {
    Calls patient{batches_scope, 3, [this](std::vector<int> requests) { return store.run_batch(std::move(requests)); },
                  Patience{.time = std::chrono::milliseconds(200)}};
    callers.spawn(call(patient, 1, answers));
    turn();
    EXPECT_THAT(store.batches, ElementsAre(ElementsAre(1))) << "alone, it goes at once";
    for (const int request : {2, 3}) callers.spawn(call(patient, request, answers));
    finish_and_turn();
    EXPECT_EQ(store.batches.size(), 1U);
    ASSERT_TRUE(run_until(loop, [&] { return store.batches.size() == 2; }));
    callers.spawn(call(patient, 4, answers));
    finish_and_turn();
    EXPECT_THAT(store.batches, ElementsAre(ElementsAre(1), ElementsAre(2, 3))) << "those before it were not alone";
    ASSERT_TRUE(run_until(loop, [&] { return store.batches.size() == 3; }));
    callers.spawn(call(patient, 5, answers));
    finish_and_turn();
    EXPECT_THAT(store.batches, ElementsAre(ElementsAre(1), ElementsAre(2, 3), ElementsAre(4), ElementsAre(5)));
    finish_and_turn();
    EXPECT_EQ(answers.size(), 5U);
}

TEST_F(BatcherTest, where_nobody_is_in_a_hurry_one_alone_waits_too) {
    Calls patient{batches_scope, 3, [this](std::vector<int> requests) { return store.run_batch(std::move(requests)); },
                  Patience{.time = std::chrono::milliseconds(200), .alone = true}};
    callers.spawn(call(patient, 1, answers));
    turn();
    EXPECT_THAT(store.batches, IsEmpty());
    callers.spawn(call(patient, 2, answers));
    ASSERT_TRUE(run_until(loop, [&] { return store.batches.size() == 1; }));
    EXPECT_THAT(store.batches, ElementsAre(ElementsAre(1, 2)));
    finish_and_turn();
}

TEST_F(BatcherTest, a_closed_scope_refuses_new_calls) {
    batches_scope.close();
    call_and_turn({1});
    EXPECT_THAT(store.batches, IsEmpty());
    EXPECT_THAT(answers, ElementsAre("1 failed: stopping"));
}

TEST_F(BatcherTest, what_waits_when_the_scope_closes_is_still_served) {
    call_and_turn({1});
    call_and_turn({2});
    batches_scope.close();
    finish_and_turn();
    finish_and_turn();
    EXPECT_THAT(answers, ElementsAre("done 1", "done 2"));
    EXPECT_TRUE(run(loop, batches_scope.join(hours(1))));
}

TEST_F(BatcherTest, cancelling_the_scope_loses_nobody) {
    call_and_turn({1});
    call_and_turn({2});
    boost::asio::post(loop, [this] { batches_scope.cancel(); });
    turn();
    finish_and_turn();
    finish_and_turn();
    EXPECT_THAT(answers, ElementsAre("done 1", "done 2"));
    EXPECT_TRUE(run(loop, batches_scope.join(hours(1))));
}

TEST_F(BatcherTest, cancelling_the_scope_before_a_batch_begins_refuses_its_callers) {
    boost::asio::post(loop, [this] {
        callers.spawn(call(calls, 1, answers));
        boost::asio::post(loop, [this] { batches_scope.cancel(); });
    });
    turn();
    EXPECT_THAT(store.batches, IsEmpty());
    EXPECT_THAT(answers, ElementsAre("1 failed: stopping"));
    EXPECT_TRUE(calls.idle());
    call_and_turn({2});
    finish_and_turn();
    EXPECT_THAT(answers, ElementsAre("1 failed: stopping", "done 2"));
}

}  // namespace
}  // namespace boxoffice
