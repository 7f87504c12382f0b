#pragma once

#include "platform/async/scope.hpp"
#include "platform/async/task.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace boxoffice {

/// Many coarse time-outs at the price of one timer: they fire up to 10 ms late. Used on the loop's thread only. As a
/// port: a simulation has time-outs of its own time.
class Timeouts {
public:
    using Expired = std::move_only_function<void()>;
    using Handle = std::multimap<std::chrono::steady_clock::time_point, Expired>::iterator;

    explicit Timeouts(Loop& loop) : timer_(loop) {}
    Timeouts(const Timeouts&) = delete;
    Timeouts& operator=(const Timeouts&) = delete;
    virtual ~Timeouts() = default;

    /// Calls `expired` once, from the loop, unless `cancel` comes first. A handle ends when it fired or was cancelled.
    virtual Handle after(std::chrono::milliseconds limit, Expired expired);
    virtual void cancel(Handle handle) { waiting_.erase(handle); }

private:
    void arm();
    void fire();

    std::multimap<std::chrono::steady_clock::time_point, Expired> waiting_;
    bool armed_ = false;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      Executor>
        timer_;
};

/// A task that runs on its own in a scope, whose result may be waited for, for a limited time. Dropping it, or a
/// time-out, does not stop the task: it goes on until it ends.
template <class T>
class Started {
public:
    Started(TaskScope& scope, Task<T> task) : state_(std::make_shared<State>()) {
        if (!scope.spawn(run(state_, std::move(task)))) throw std::runtime_error("stopping");
    }

    /// The result, or nothing when it is not there within the limit; rethrows what the task threw. Wait only once.
    Task<std::optional<T>> wait(Timeouts& timeouts, std::chrono::milliseconds limit) {
        auto state = state_;
        if (!state->outcome) {
            co_await suspended<bool>([state, &timeouts, limit](Resume<bool> resume) mutable {
                state->waiting = std::move(resume);
                state->timeouts = &timeouts;
                state->timeout = timeouts.after(limit, [state] { state->wake(); });
            });
        }
        if (!state->outcome) co_return std::nullopt;
        if (!*state->outcome) std::rethrow_exception(state->outcome->error());
        co_return std::move(**state->outcome);
    }

private:
    struct State {
        std::optional<Outcome<T>> outcome;
        Resume<bool> waiting;
        Timeouts* timeouts = nullptr;
        Timeouts::Handle timeout;

        void wake() {
            if (auto resume = std::exchange(waiting, nullptr)) resume(true);
        }
    };

    static Task<> run(std::shared_ptr<State> state, Task<T> task) {
        try {
            state->outcome.emplace(co_await std::move(task));
        } catch (...) {
            state->outcome.emplace(std::unexpected(std::current_exception()));
        }
        if (!state->waiting) co_return;
        state->timeouts->cancel(state->timeout);
        state->wake();
    }

    std::shared_ptr<State> state_;
};

/// The task's result, or nothing when it does not come within the limit; the task then goes on by itself.
template <class T>
Task<std::optional<T>> within(TaskScope& scope, Timeouts& timeouts, std::chrono::milliseconds limit, Task<T> task) {
    Started<T> started(scope, std::move(task));
    co_return co_await started.wait(timeouts, limit);
}

}  // namespace boxoffice
