#pragma once

#include "platform/async/task.hpp"
#include "platform/async/thread_name.hpp"
#include "platform/async/thread_priority.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <optional>
#include <string>

namespace boxoffice {

/// Threads for work that would block the loop (password hashes, SMS), with a limit on how much may wait. They give way
/// to the program's other threads (give_way).
class WorkerPool {
public:
    /// A thread that has worked is called `name` (name_this_thread).
    WorkerPool(Loop& loop, std::string name, std::size_t threads, std::size_t waiting_max)
        : loop_(loop), name_(std::move(name)), waiting_max_(waiting_max), pool_(threads) {}
    ~WorkerPool() { pool_.join(); }

    /// Runs `work` on a thread and returns its result on the loop; nothing when too much waits already.
    /// An exception of `work` is rethrown in the caller.
    template <class Work, class R = std::invoke_result_t<Work&>>
    Task<std::optional<R>> run(Work work) {
        if (waiting_.load() >= waiting_max_) co_return std::nullopt;
        ++waiting_;
        co_return co_await suspended<R>([this, work = std::move(work)](Resume<R> resume) mutable {
            boost::asio::post(pool_, [this, work = std::move(work), resume = std::move(resume)]() mutable {
                name_this_thread(name_);
                give_way();
                auto outcome = attempt<R>(work);
                --waiting_;
                boost::asio::post(loop_, [resume = std::move(resume), outcome = std::move(outcome)]() mutable {
                    resume(std::move(outcome));
                });
            });
        });
    }

private:
    template <class R, class Work>
    static Outcome<R> attempt(Work& work) {
        try {
            return work();
        } catch (...) {
            return std::unexpected(std::current_exception());
        }
    }

    Loop& loop_;
    const std::string name_;
    std::size_t waiting_max_;
    std::atomic<std::size_t> waiting_{0};
    boost::asio::thread_pool pool_;
};

}  // namespace boxoffice
