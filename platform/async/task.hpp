#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace boxoffice {

/// The event loop that everything runs on. One thread runs it, so all coroutines of a process take turns and share
/// state without locks; blocking clients have threads of their own and come back by posting to it.
using Loop = boost::asio::io_context;
using Executor = Loop::executor_type;

/// A coroutine's result, awaited exactly once. Lazy: nothing runs before `co_await` or a TaskScope takes it.
/// Parameters of coroutines are taken by value, or by reference to what outlives them; no capturing lambda is one.
template <class T = void>
using Task = boost::asio::awaitable<T, Executor>;

/// The completion token that makes an Asio operation awaitable inside a Task.
inline constexpr boost::asio::use_awaitable_t<Executor> use_task{};

/// What a suspended coroutine waits for: a value, or the fault that is rethrown in it.
template <class T>
using Outcome = std::expected<T, std::exception_ptr>;

/// Resumes the coroutine that `suspended` stopped. Called exactly once, on the loop's thread, and never from inside
/// the function that was given to `suspended`.
template <class T>
using Resume = std::move_only_function<void(Outcome<T>)>;

/// A coroutine that stands still. Dropping it drops the coroutine.
struct Sleeper {
    virtual ~Sleeper() = default;
    virtual void wake() = 0;
};

/// Stops the calling coroutine until the Sleeper that `begin` is given is woken. The part of `suspended` that knows no
/// type, so that it is compiled once.
Task<> asleep(std::move_only_function<void(std::unique_ptr<Sleeper>)> begin);

/// Suspends the calling coroutine, hands its Resume to `start`, and returns what that is later called with.
template <class T>
Task<T> suspended(std::move_only_function<void(Resume<T>)> start) {
    std::optional<Outcome<T>> outcome;
    co_await asleep([&outcome, &start](std::unique_ptr<Sleeper> sleeper) {
        start(Resume<T>([&outcome, sleeper = std::move(sleeper)](Outcome<T> given) {
            outcome.emplace(std::move(given));
            sleeper->wake();
        }));
    });
    if (!*outcome) std::rethrow_exception(outcome->error());
    if constexpr (!std::is_void_v<T>) co_return std::move(**outcome);
}

}  // namespace boxoffice
