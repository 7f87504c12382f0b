#pragma once

#include "platform/async/clock.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "services/event/app/events.hpp"
#include "services/event/app/imbalance.hpp"

#include <set>

namespace boxoffice::event {

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
    Conservation(EventStore& store, Events& events, Clock& clock, Metrics& metrics, Log log);

    /// Reads every register; sets the metrics, and logs an error for each imbalance. An event that does not add up,
    /// also when it is looked at a second time, is not sold on: it is SUSPENDED. Everything that ends or shrinks
    /// bookings goes on; Events::edit publishes it again only when it adds up.
    Task<ConservationReport> check();

    /// Checks now and then until it is cancelled.
    Task<> run(std::chrono::milliseconds interval);

private:
    void tell(const ConservationReport& report);
    Task<> suspend_sales(std::set<InventoryId> ids);
    Task<> suspend_sales_of(InventoryId id);

    EventStore& store_;
    Events& events_;
    Clock& clock_;
    Log log_;
    Gauge& capacity_;
    Gauge& held_;
    Gauge& sold_;
    Gauge& available_;
    Gauge& imbalances_;
    Counter& suspensions_;
};

}  // namespace boxoffice::event
