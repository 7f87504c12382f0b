#pragma once

#include "platform/async/task.hpp"

#include <memory>
#include <optional>
#include <type_traits>

namespace boxoffice {

/// A call under way: run or failed on a thread, with what that thread keeps for its calls (a connection), then answered
/// on the loop. Run again, it forgets what it returned before.
template <class Kept>
struct Job {
    virtual ~Job() = default;
    /// Throws what the work throws.
    virtual void run(Kept& kept) = 0;
    virtual void fail(std::exception_ptr fault) = 0;
    /// Called once, after run or fail.
    virtual void answer() = 0;
};

/// The job of calling `work(Kept&)` and resuming a coroutine with its result.
template <class Kept, class R>
std::unique_ptr<Job<Kept>> make_job(std::move_only_function<R(Kept&)> work, Resume<R> resume) {
    struct Call final : Job<Kept> {
        Call(std::move_only_function<R(Kept&)> given_work, Resume<R> given_resume)
            : work(std::move(given_work)), resume(std::move(given_resume)) {}
        void run(Kept& kept) override {
            if constexpr (std::is_void_v<R>) {
                work(kept);
                outcome.emplace();
            } else {
                outcome.emplace(std::in_place, work(kept));
            }
        }
        void fail(std::exception_ptr fault) override { outcome.emplace(std::unexpected(std::move(fault))); }
        void answer() override { resume(std::move(*outcome)); }

        std::move_only_function<R(Kept&)> work;
        Resume<R> resume;
        std::optional<Outcome<R>> outcome;
    };
    return std::make_unique<Call>(std::move(work), std::move(resume));
}

}  // namespace boxoffice
