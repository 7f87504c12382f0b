#pragma once

#include "services/event/tests/mongo_instance.hpp"
#include "services/event/tests/samples.hpp"

namespace boxoffice::event::test {

/// What came of a sale in which several instances of the service sold from one inventory.
struct Sale {
    std::int64_t taken = 0;  ///< tickets that buyers were told they have
    std::int64_t taken_vip = 0;
    int forgotten = 0;  ///< holds that were confirmed, and could not be sold
    InventorySums sums;
};

/// `instances` stores, each with a client of its own, get 200 holds for the same 50 places at once. Every fourth hold
/// is for a vip ticket, of which there are 10. Then each hold that was taken is sold or given back through another
/// instance, every third one given back.
Sale compete(std::size_t instances);

}  // namespace boxoffice::event::test
