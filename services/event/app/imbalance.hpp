#pragma once

#include "services/event/ports/event_store.hpp"

#include <vector>

namespace boxoffice::event {

/// A pool whose counts are not what its registers add up to, or that holds more than its capacity.
struct Imbalance {
    InventoryId inventory_id;
    PoolId pool;
    std::int64_t v = 0;
    Pool counted;
    Pool registered;  ///< capacity is not filled in
};

/// The pools of one inventory that do not add up.
std::vector<Imbalance> imbalances_of(const InventorySums& sums);

}  // namespace boxoffice::event
