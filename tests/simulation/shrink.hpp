#pragma once

#include "tests/simulation/history.hpp"

namespace boxoffice::simulation {

/// A history that fails, as short as it was found.
struct Shrunk {
    Plan plan;
    std::vector<std::uint32_t> tape;  ///< its chances; what follows is harmless
    Outcome outcome;                  ///< told
    int histories = 0;                ///< that were tried
};

/// Leaves out of a failing plan whatever it fails without: disturbances, flows, what people do, the weather; then makes
/// the chances harmless one after another. The same plan gives the same result.
Shrunk shrink(Plan failing, std::optional<Mutation> planted, int histories_max = 3'000);

}  // namespace boxoffice::simulation
