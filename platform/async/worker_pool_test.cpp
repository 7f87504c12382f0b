#include "platform/async/worker_pool.hpp"

#include "platform/async/run.hpp"
#include "platform/async/scope.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <future>
#include <thread>

namespace boxoffice {
namespace {

struct Places {
    std::thread::id worked;
    std::thread::id resumed;
};

Task<Places> work_somewhere(WorkerPool& pool) {
    const auto worked = co_await pool.run([] { return std::this_thread::get_id(); });
    co_return Places{worked.value(), std::this_thread::get_id()};
}

Task<std::optional<int>> wait_for(WorkerPool& pool, std::shared_future<int> result) {
    co_return co_await pool.run([result] { return result.get(); });
}

Task<> keep(Task<std::optional<int>> task, std::optional<int>& out) { out = co_await std::move(task); }

TEST(WorkerPool, works_elsewhere_and_comes_back_to_the_loop) {
    Loop loop;
    WorkerPool pool(loop, "workers", 1, 1);
    const auto places = run(loop, work_somewhere(pool));
    EXPECT_NE(places.worked, std::this_thread::get_id());
    EXPECT_EQ(places.resumed, std::this_thread::get_id());
}

TEST(WorkerPool, gives_way_to_the_other_threads) {
    const auto niceness = [] { return getpriority(PRIO_PROCESS, 0); };
    Loop loop;
    WorkerPool pool(loop, "workers", 1, 1);
    const auto ours = niceness();
    EXPECT_GE(run(loop, pool.run(niceness)).value(), 10);
    EXPECT_EQ(niceness(), ours);
}

TEST(WorkerPool, what_the_work_throws_is_thrown_in_the_caller) {
    Loop loop;
    WorkerPool pool(loop, "workers", 1, 1);
    EXPECT_THROW(run(loop, pool.run([]() -> int { throw std::out_of_range("work"); })), std::out_of_range);
    EXPECT_EQ(run(loop, pool.run([] { return 1; })), 1);
}

TEST(WorkerPool, refuses_when_too_much_waits_and_takes_again_afterwards) {
    Loop loop;
    WorkerPool pool(loop, "workers", 1, 2);
    TaskScope scope(loop, [](std::exception_ptr) { ADD_FAILURE(); });
    std::promise<int> promise;
    const auto result = promise.get_future().share();
    std::optional<int> one;
    std::optional<int> two;
    std::optional<int> three = 0;
    scope.spawn(keep(wait_for(pool, result), one));
    scope.spawn(keep(wait_for(pool, result), two));
    scope.spawn(keep(wait_for(pool, result), three));
    loop.poll();
    EXPECT_EQ(three, std::nullopt);
    promise.set_value(7);
    EXPECT_TRUE(run(loop, scope.join(std::chrono::hours(1))));
    EXPECT_EQ(one, 7);
    EXPECT_EQ(two, 7);
    EXPECT_EQ(run(loop, wait_for(pool, result)), 7);
}

}  // namespace
}  // namespace boxoffice
