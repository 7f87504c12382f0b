#pragma once

#include "platform/problem/unavailable.hpp"
#include "tests/simulation/process.hpp"

namespace boxoffice::simulation {

/// How long the services wait for each other.
inline constexpr Moment neighbour_patience = std::chrono::seconds(5);

/// Runs a request in its server, and sends the answer back. A server that dies meanwhile answers nothing.
template <class T>
Task<> serve(Process& server, Task<T> work, std::shared_ptr<std::optional<Outcome<T>>> answer, WaitingPtr waiting,
             bool answers, Moment back) {
    std::optional<Outcome<T>> outcome;
    try {
        outcome.emplace(co_await std::move(work));
    } catch (const Crashed&) {
        throw;
    } catch (...) {
        outcome.emplace(std::unexpected(std::current_exception()));
    }
    if (server.has_crashed() || !answers) co_return;
    server.environment().schedule.after(back, [answer, waiting, outcome = std::move(outcome)]() mutable {
        if (waiting->process == nullptr) return;
        *answer = std::move(outcome);
        Process::settle(waiting);
    });
}

/// What nobody needs the answer of.
struct Done {};

/// Calls a use case of another process over the network. `find` gives the server that there is when the request
/// arrives, or null; `use` makes the call; only a repeatable one may be doubled on its way. Throws Unavailable when no
/// answer came, and what the server threw.
template <class T, class Server>
Task<T> call(Process& client, Place place, Moment patience, std::function<Server*()> find,
             std::function<Task<T>(Server&)> use, bool repeatable = true) {
    auto answer = std::make_shared<std::optional<Outcome<T>>>();
    co_await client.wait([&client, place, patience, find, use, answer, repeatable](const WaitingPtr& waiting) {
        client.request(place, waiting, patience, repeatable, [find, use, answer, waiting](bool answers, Moment back) {
            auto* const server = find();
            if (server == nullptr || server->process.has_crashed()) return Process::give_up(waiting);
            server->process.scope().spawn(serve(server->process, use(*server), answer, waiting, answers, back));
        });
    });
    if (!**answer) std::rethrow_exception((*answer)->error());
    co_return std::move(***answer);
}

}  // namespace boxoffice::simulation
