#pragma once

#include "tests/simulation/checks.hpp"
#include "tests/simulation/plan.hpp"

namespace boxoffice::simulation {

/// What came of a history.
struct Outcome {
    std::vector<std::string> violations = {};
    std::size_t flows = 0;
    std::uint64_t steps = 0;
    Moment lasted{0};
    std::vector<std::uint32_t> tape = {};  ///< when it was recorded
    std::vector<std::string> story = {};   ///< when it was told
};

/// How a history is run.
struct Manner {
    std::optional<Mutation> planted = {};
    bool recorded = false;
    bool told = false;
    std::optional<std::vector<std::uint32_t>> tape = {};  ///< instead of the plan's seed
};

/// Runs a plan from its beginning until everything is at rest, or something is violated.
Outcome run(const Plan& plan, const Manner& manner, Coverage& coverage);

}  // namespace boxoffice::simulation
