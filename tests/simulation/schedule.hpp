#pragma once

#include "platform/async/task.hpp"
#include "platform/time/timestamp.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace boxoffice::simulation {

/// Virtual time: since the history began.
using Moment = std::chrono::microseconds;
using Action = std::move_only_function<void()>;

/// The order of everything that happens in a history: by virtual time, which passes only from one action to the next,
/// and of one moment in the order of asking. The coroutines run on its loop, which is turned after each action until
/// all of them wait for an action to come.
class Schedule {
public:
    Schedule();

    Moment now() const { return now_; }
    Loop& loop() { return loop_; }

    void after(Moment delay, Action action) { put(waiting_, now_ + delay, std::move(action), nullptr); }
    void at(Moment moment, Action action) { put(waiting_, std::max(moment, now_), std::move(action), nullptr); }
    /// Passed over when it is over by then.
    void after_unless(std::shared_ptr<const bool> over, Moment delay, Action action) {
        put(waiting_, now_ + delay, std::move(action), std::move(over));
    }
    /// For rounds that only look whether there is work: not before `delay` has passed, and, while nothing else happens,
    /// not before there is some (see on_work), so that hours in which nothing is to do cost nothing.
    void at_leisure(Moment delay, Action action) { put(leisurely_, now_ + delay, std::move(action), nullptr); }
    /// `due` says from when on a round would find work; Moment::max() when it would find none.
    void on_work(std::function<Moment()> due) { work_due_ = std::move(due); }

    /// Does what comes next. False when nothing is to come.
    bool step();
    std::uint64_t steps() const { return steps_; }

private:
    struct Entry {
        Moment moment;
        std::uint64_t number;
        Action action;
        std::shared_ptr<const bool> over;
        bool operator<(const Entry& other) const {
            return moment != other.moment ? moment > other.moment : number > other.number;
        }
    };
    using Heap = std::vector<Entry>;

    static Action take_first(Heap& heap);
    void put(Heap& heap, Moment moment, Action action, std::shared_ptr<const bool> over);
    void run_first(Heap& heap);

    Loop loop_;
    boost::asio::executor_work_guard<Executor> work_;
    Heap waiting_;
    Heap leisurely_;
    std::function<Moment()> work_due_;
    Moment now_{0};
    std::uint64_t asked_ = 0;
    std::uint64_t steps_ = 0;
};

}  // namespace boxoffice::simulation
