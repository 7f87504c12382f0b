#pragma once

#include "platform/async/scope.hpp"
#include "platform/problem/unavailable.hpp"

#include <memory>
#include <vector>

namespace boxoffice::remote {

/// Many who want the same thing at once, and one who fetches it. Used on the loop's thread only.
template <class T>
class SingleFlight {
public:
    /// `scope` owns the flights and must outlive them.
    explicit SingleFlight(TaskScope& scope) : scope_(scope), state_(std::make_shared<State>()) {}

    bool under_way() const { return state_->under_way; }

    /// What the flight under way brings; where there is none, `fetch()` gives the task that becomes one. A fault of it
    /// is rethrown in everybody who waits. Throws Unavailable once the scope is closed.
    template <class Fetch>
    Task<T> join(Fetch fetch) {
        const auto state = state_;
        if (!state->under_way && !scope_.spawn(fly(state, fetch()))) throw Unavailable("stopping");
        state->under_way = true;
        co_return co_await suspended<T>(
            [state](Resume<T> resume) mutable { state->waiting.push_back(std::move(resume)); });
    }

private:
    struct State {
        bool under_way = false;
        std::vector<Resume<T>> waiting;
    };

    static Task<> fly(std::shared_ptr<State> state, Task<T> task) {
        Outcome<T> outcome;
        try {
            outcome = co_await std::move(task);
        } catch (...) {
            outcome = std::unexpected(std::current_exception());
        }
        state->under_way = false;
        for (auto& resume : std::exchange(state->waiting, {})) resume(outcome);
    }

    TaskScope& scope_;
    std::shared_ptr<State> state_;
};

}  // namespace boxoffice::remote
