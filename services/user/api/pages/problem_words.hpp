#pragma once

#include "services/user/api/pages/answers.hpp"

#include <string>
#include <string_view>

namespace boxoffice::user {

/// A refusal as people are told it: what happened, what it means and what to do.
struct ProblemWords {
    std::string title;
    std::string text;
};

/// For a booking that was refused when it was made, or an attempt to change one. `available` is what the event has
/// left.
ProblemWords booking_refused(const Refusal& refusal, std::int64_t available);
/// For a booking that ended as REJECTED, by its `reason`.
ProblemWords booking_rejected(std::string_view reason);
/// For a page that cannot be shown at all.
ProblemWords page_refused(const Refusal& refusal);

}  // namespace boxoffice::user
