#pragma once

#include "platform/remote/answer.hpp"
#include "platform/remote/remote.hpp"
#include "services/booking/ports/unanswered.hpp"

namespace boxoffice::booking {

/// The task's result; what means that a neighbour said nothing, or nothing to be understood, becomes Unanswered.
template <class T>
Task<T> or_unanswered(Task<T> task) {
    std::string why;
    try {
        co_return co_await std::move(task);
    } catch (const Unavailable& fault) {
        why = fault.what();
    }
    throw Unanswered(why);
}

/// Unanswered, for an answer that is neither a yes nor a no.
inline Unanswered unexpected_answer(const remote::Remote& neighbour, const http::Response& answer) {
    return Unanswered("the " + neighbour.name() + " service answers " + remote::summary(answer));
}

}  // namespace boxoffice::booking
