#pragma once

#include "platform/async/scope.hpp"
#include "platform/async/task.hpp"

#include <boost/asio/post.hpp>

#include <deque>
#include <functional>
#include <stdexcept>
#include <vector>

namespace boxoffice {

/// Gathers calls while one batch is under way and runs them together as the next. There is no timer: a call that
/// comes alone goes at once. Used on the loop's thread only; `scope` owns the running batch.
template <class Request, class Result>
class Batcher {
public:
    /// Runs a batch; returns one result a request, in the same order. A fault of it is rethrown in every caller.
    using Run = std::function<Task<std::vector<Result>>(std::vector<Request>)>;

    Batcher(TaskScope& scope, std::size_t batch_max, Run run)
        : scope_(scope), batch_max_(batch_max), run_(std::move(run)) {}
    Batcher(const Batcher&) = delete;
    Batcher& operator=(const Batcher&) = delete;

    /// Takes part in the next batch.
    Task<Result> call(Request request) {
        co_return co_await suspended<Result>([this, request = std::move(request)](Resume<Result> resume) mutable {
            waiting_.push_back({std::move(request), std::move(resume)});
            if (running_) return;
            running_ = scope_.spawn(drain());
            if (!running_) refuse_all();
        });
    }

    bool idle() const { return !running_; }

private:
    struct Waiting {
        Request request;
        Resume<Result> resume;
    };

    Task<> drain() {
        while (!waiting_.empty()) co_await run_batch(take());
        running_ = false;
    }

    std::vector<Waiting> take() {
        const auto count = std::min(batch_max_, waiting_.size());
        std::vector<Waiting> batch(std::make_move_iterator(waiting_.begin()),
                                   std::make_move_iterator(waiting_.begin() + static_cast<std::ptrdiff_t>(count)));
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
        return batch;
    }

    Task<> run_batch(std::vector<Waiting> batch) {
        std::vector<Request> requests;
        requests.reserve(batch.size());
        for (auto& waiting : batch) requests.push_back(std::move(waiting.request));
        std::exception_ptr fault;
        std::vector<Result> results;
        try {
            results = co_await run_(std::move(requests));
        } catch (...) {
            fault = std::current_exception();
        }
        for (std::size_t i = 0; i < batch.size(); ++i)
            batch[i].resume(fault ? Outcome<Result>(std::unexpected(fault)) : Outcome<Result>(std::move(results[i])));
    }

    void refuse_all() {
        auto refused = std::make_exception_ptr(std::runtime_error("stopping"));
        for (auto& waiting : std::exchange(waiting_, {}))
            boost::asio::post(scope_.executor(), [resume = std::move(waiting.resume), refused]() mutable {
                resume(std::unexpected(refused));
            });
    }

    TaskScope& scope_;
    std::size_t batch_max_;
    Run run_;
    bool running_ = false;
    std::deque<Waiting> waiting_;
};

}  // namespace boxoffice
