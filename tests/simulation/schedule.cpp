#include "tests/simulation/schedule.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace boxoffice::simulation {

Schedule::Schedule() : work_(boost::asio::make_work_guard(loop_)), work_due_([] { return Moment::max(); }) {}

void Schedule::put(Heap& heap, Moment moment, Action action, std::shared_ptr<const bool> over) {
    heap.push_back({moment, asked_++, std::move(action), std::move(over)});
    std::push_heap(heap.begin(), heap.end());
}

Action Schedule::take_first(Heap& heap) {
    std::pop_heap(heap.begin(), heap.end());
    auto action = std::move(heap.back().action);
    heap.pop_back();
    return action;
}

void Schedule::run_first(Heap& heap) {
    auto action = take_first(heap);
    ++steps_;
    // From inside the loop, as everything that resumes or cancels coroutines.
    boost::asio::post(loop_, std::move(action));
    loop_.poll();
}

bool Schedule::step() {
    while (!waiting_.empty() && waiting_.front().over && *waiting_.front().over) take_first(waiting_);
    const auto next = waiting_.empty() ? Moment::max() : waiting_.front().moment;
    auto leisure = Moment::max();
    if (!leisurely_.empty() && leisurely_.front().moment <= next)
        leisure = std::max(leisurely_.front().moment, work_due_());
    if (next == Moment::max() && leisure == Moment::max()) return false;
    const bool leisurely = leisure < next;
    now_ = std::max(now_, leisurely ? leisure : next);
    run_first(leisurely ? leisurely_ : waiting_);
    return true;
}

}  // namespace boxoffice::simulation
