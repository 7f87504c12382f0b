#pragma once

#include "platform/async/clock.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "services/event/ports/event_store.hpp"

namespace boxoffice::event {

/// A pool whose counts are not what its registers add up to, or that holds more than its capacity.
struct Imbalance {
    InventoryId inventory_id;
    PoolId pool;
    std::int64_t v = 0;
    Pool counted;
    Pool registered;  ///< capacity is not filled in
};

struct ConservationReport {
    std::int64_t inventories = 0;
    std::int64_t capacity = 0;
    std::int64_t held = 0;
    std::int64_t sold = 0;
    std::vector<Imbalance> imbalances;
};

/// Checks that no ticket was made or lost: of every pool, counts against the sum of the registers, at one version.
class Conservation {
public:
    Conservation(EventStore& store, Clock& clock, Metrics& metrics, Log log);

    /// Reads every register; sets the metrics, and logs an error for each imbalance.
    Task<ConservationReport> check();

    /// Checks now and then until it is cancelled.
    Task<> run(std::chrono::milliseconds interval);

private:
    void tell(const ConservationReport& report);

    EventStore& store_;
    Clock& clock_;
    Log log_;
    Gauge& capacity_;
    Gauge& held_;
    Gauge& sold_;
    Gauge& available_;
    Gauge& imbalances_;
};

}  // namespace boxoffice::event
