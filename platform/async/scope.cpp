#include "platform/async/scope.hpp"

#include "platform/async/cancellation.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/system/system_error.hpp>

#include <cassert>

namespace boxoffice {

namespace {

// From the loop's thread co_spawn would run the task's beginning inside the call.
Task<> on_next_turn(Task<> task) {
    co_await boost::asio::post(use_task);
    co_await std::move(task);
}

}  // namespace

TaskScope::TaskScope(Loop& loop, OnFault on_fault) : loop_(loop), on_fault_(std::move(on_fault)), emptied_(loop) {}

TaskScope::~TaskScope() { assert(signals_.empty() && "join before the scope ends"); }

bool TaskScope::spawn(Task<> task) {
    if (closed_) return false;
    auto signal = signals_.emplace(signals_.end());
    auto finished = [this, signal](std::exception_ptr fault) {
        signals_.erase(signal);
        if (fault && !is_cancellation(fault)) on_fault_(fault);
        if (signals_.empty()) emptied_.cancel();
    };
    boost::asio::co_spawn(loop_.get_executor(), on_next_turn(std::move(task)),
                          boost::asio::bind_cancellation_slot(signal->slot(), std::move(finished)));
    return true;
}

void TaskScope::cancel() {
    // A task that ends at once erases its own signal, so the next one is taken before emitting.
    for (auto signal = signals_.begin(); signal != signals_.end();) {
        auto current = signal++;
        current->emit(boost::asio::cancellation_type::terminal);
    }
}

Task<bool> TaskScope::join(std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!signals_.empty() && std::chrono::steady_clock::now() < deadline) {
        emptied_.expires_at(deadline);
        boost::system::error_code ignored;
        co_await emptied_.async_wait(boost::asio::redirect_error(use_task, ignored));
    }
    co_return signals_.empty();
}

}  // namespace boxoffice
