#include "services/event/app/conservation.hpp"

#include "platform/async/cancellation.hpp"

namespace boxoffice::event {

namespace {

bool balances(const Pool& counted, const Pool& registered) {
    return counted.held == registered.held && counted.sold == registered.sold && counted.held >= 0 &&
           counted.sold >= 0 && counted.available() >= 0;
}

ConservationReport report_on(const std::vector<InventorySums>& all) {
    ConservationReport report;
    for (const auto& sums : all) {
        ++report.inventories;
        for (const auto& [id, pool] : sums.pools) {
            report.capacity += pool.capacity;
            report.held += pool.held;
            report.sold += pool.sold;
            const auto& registered = sums.registered.at(id);
            if (!balances(pool, registered))
                report.imbalances.push_back({sums.inventory_id, id, sums.v, pool, registered});
        }
    }
    return report;
}

}  // namespace

Conservation::Conservation(EventStore& store, Clock& clock, Metrics& metrics, Log log)
    : store_(store),
      clock_(clock),
      log_(std::move(log)),
      capacity_(metrics.gauge("boxoffice_tickets_capacity", "Tickets of all events.")),
      held_(metrics.gauge("boxoffice_tickets_held", "Tickets held by bookings that are not paid yet.")),
      sold_(metrics.gauge("boxoffice_tickets_sold", "Tickets sold.")),
      available_(metrics.gauge("boxoffice_tickets_available", "Tickets neither held nor sold.")),
      imbalances_(metrics.gauge("boxoffice_inventory_imbalances", "Pools that differ from their registers.")) {}

Task<ConservationReport> Conservation::check() {
    auto report = report_on(co_await store_.sums());
    tell(report);
    co_return report;
}

Task<> Conservation::run(std::chrono::milliseconds interval) {
    for (;;) {
        std::exception_ptr fault;
        try {
            co_await check();
        } catch (...) {
            fault = std::current_exception();
        }
        if (fault && is_cancellation(fault)) std::rethrow_exception(fault);
        if (fault) log_.warning("the inventories could not be checked", {{"why", describe(fault)}});
        co_await clock_.sleep(interval);
    }
}

void Conservation::tell(const ConservationReport& report) {
    capacity_.set(static_cast<double>(report.capacity));
    held_.set(static_cast<double>(report.held));
    sold_.set(static_cast<double>(report.sold));
    available_.set(static_cast<double>(report.capacity - report.held - report.sold));
    imbalances_.set(static_cast<double>(report.imbalances.size()));
    for (const auto& imbalance : report.imbalances)
        log_.error("an inventory differs from its registers", {{"event_id", imbalance.inventory_id},
                                                               {"pool", imbalance.pool},
                                                               {"v", imbalance.v},
                                                               {"held", imbalance.counted.held},
                                                               {"registered_held", imbalance.registered.held},
                                                               {"sold", imbalance.counted.sold},
                                                               {"registered_sold", imbalance.registered.sold}});
}

}  // namespace boxoffice::event
