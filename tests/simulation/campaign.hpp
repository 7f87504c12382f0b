#pragma once

#include "tests/simulation/history.hpp"

namespace boxoffice::simulation {

/// Many histories, one for each seed from a first one on.
struct Campaign {
    std::uint64_t from = 1;
    std::uint64_t flows = 0;  ///< until there were so many
    std::optional<Mutation> planted = {};
};

struct Campaigned {
    std::uint64_t histories = 0;
    std::uint64_t flows = 0;
    std::uint64_t steps = 0;
    std::uint64_t failed_seed = 0;             ///< the first that failed
    std::vector<std::string> violations = {};  ///< of that one; empty when none did
    Coverage coverage = {};
};

/// Runs until the flows are done, or a history fails. `progress` hears of it after each history.
Campaigned run(const Campaign& campaign, const std::function<void(const Campaigned&)>& progress = [](auto&) {});

}  // namespace boxoffice::simulation
