#include "services/event/app/imbalance.hpp"

namespace boxoffice::event {

namespace {

bool balances(const Pool& counted, const Pool& registered) {
    return counted.held == registered.held && counted.sold == registered.sold && counted.held >= 0 &&
           counted.sold >= 0 && counted.available() >= 0;
}

}  // namespace

std::vector<Imbalance> imbalances_of(const InventorySums& sums) {
    std::vector<Imbalance> imbalances;
    for (const auto& [id, pool] : sums.pools) {
        const auto& registered = sums.registered.at(id);
        if (!balances(pool, registered)) imbalances.push_back({sums.inventory_id, id, sums.v, pool, registered});
    }
    return imbalances;
}

}  // namespace boxoffice::event
