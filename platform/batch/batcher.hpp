#pragma once

#include "platform/async/scope.hpp"
#include "platform/async/task.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace boxoffice {

/// How long a batch waits for more. Where a batch costs much, however small it is, larger ones leave the machine time,
/// and everybody is served sooner.
struct Patience {
    std::chrono::milliseconds time{0};
    bool alone = false;  ///< also a call that comes alone, since nobody is in a hurry
};
/// For batches that go to an engine.
inline constexpr Patience for_company{.time = std::chrono::milliseconds(5)};

/// Gathers calls while one batch is under way and runs them together as the next, and for as long as `patience` says
/// beyond that. A call that comes alone goes at once, unless the batch before it was of several. Used on the loop's
/// thread only. `scope` owns the running batch, which is not cancelled: it ends by its own limits. Nobody waits for
/// ever: who cannot be served any more gets std::runtime_error("stopping").
template <class Request, class Result>
class Batcher {
public:
    /// Runs a batch; returns one result a request, in the same order. A fault of it is rethrown in every caller, and
    /// another number of results is a fault.
    using Run = std::function<Task<std::vector<Result>>(std::vector<Request>)>;

    Batcher(TaskScope& scope, std::size_t batch_max, Run run, Patience patience = {})
        : scope_(scope), batch_max_(batch_max), run_(std::move(run)), patience_(patience) {}
    Batcher(const Batcher&) = delete;
    Batcher& operator=(const Batcher&) = delete;

    /// Takes part in the next batch.
    Task<Result> call(Request request) {
        return suspended<Result>([this, request = std::move(request)](Resume<Result> resume) mutable {
            waiting_.push_back({std::move(request), std::move(resume)});
            if (std::exchange(running_, true)) return;
            scope_.spawn(drain(Running(this)));
        });
    }

    bool idle() const { return !running_; }

private:
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
    struct Waiting {
        Request request;
        Resume<Result> resume;
    };

    struct Stopped {
        void operator()(Batcher* batcher) const {
            batcher->running_ = false;
            batcher->refuse_all();
        }
    };
    /// Lives as long as `drain`'s frame, also when that is dropped before it began.
    using Running = std::unique_ptr<Batcher, Stopped>;

    Task<> drain(Running) {
        co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
        while (!waiting_.empty()) {
            if (is_worth_waiting()) co_await gather();
            auto batch = take();
            in_company_ = batch.size() > 1;
            co_await run_batch(std::move(batch));
        }
    }

    bool is_worth_waiting() const {
        const bool more_come = patience_.alone || in_company_ || waiting_.size() > 1;
        return patience_.time.count() > 0 && more_come && waiting_.size() < batch_max_;
    }

    Task<> gather() {
        Timer timer(scope_.executor(), patience_.time);
        co_await timer.async_wait(use_task);
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
            if (results.size() != batch.size()) throw std::logic_error("a batch gave another number of results");
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
    Patience patience_;
    bool in_company_ = false;  ///< the last batch was of more than one
    bool running_ = false;
    std::deque<Waiting> waiting_;
};

}  // namespace boxoffice
