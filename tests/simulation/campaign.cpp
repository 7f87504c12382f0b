#include "tests/simulation/campaign.hpp"

namespace boxoffice::simulation {

Campaigned run(const Campaign& campaign, const std::function<void(const Campaigned&)>& progress) {
    Campaigned all;
    for (auto seed = campaign.from; all.flows < campaign.flows && all.violations.empty(); ++seed) {
        auto outcome = run(plan_of(seed), {.planted = campaign.planted}, all.coverage);
        ++all.histories;
        all.flows += outcome.flows;
        all.steps += outcome.steps;
        if (!outcome.violations.empty()) {
            all.failed_seed = seed;
            all.violations = std::move(outcome.violations);
        }
        progress(all);
    }
    return all;
}

}  // namespace boxoffice::simulation
