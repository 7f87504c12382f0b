#include "services/event/app/conservation.hpp"

#include "platform/async/cancellation.hpp"
#include "platform/guards/guards.hpp"

namespace boxoffice::event {

namespace {

ConservationReport report_on(const std::vector<InventorySums>& all) {
    ConservationReport report;
    for (const auto& sums : all) {
        ++report.inventories;
        for (const auto& [id, pool] : sums.pools) {
            report.capacity += pool.capacity;
            report.held += pool.held;
            report.sold += pool.sold;
        }
        for (auto& imbalance : imbalances_of(sums)) report.imbalances.push_back(std::move(imbalance));
    }
    return report;
}

}  // namespace

Conservation::Conservation(EventStore& store, Events& events, Clock& clock, Metrics& metrics, Log log)
    : store_(store),
      events_(events),
      clock_(clock),
      log_(std::move(log)),
      capacity_(metrics.gauge("boxoffice_tickets_capacity", "Tickets of all events.")),
      held_(metrics.gauge("boxoffice_tickets_held", "Tickets held by bookings that are not paid yet.")),
      sold_(metrics.gauge("boxoffice_tickets_sold", "Tickets sold.")),
      available_(metrics.gauge("boxoffice_tickets_available", "Tickets neither held nor sold.")),
      imbalances_(metrics.gauge("boxoffice_inventory_imbalances", "Pools that differ from their registers.")),
      suspensions_(metrics.counter("boxoffice_sales_suspensions_total",
                                   "Events that are not sold on since their tickets do not add up.")) {}

Task<ConservationReport> Conservation::check() {
    auto report = report_on(co_await store_.sums());
    tell(report);
    std::set<InventoryId> broken;
    for (const auto& imbalance : report.imbalances) broken.insert(imbalance.inventory_id);
    if (!left_out(Guard::conservation)) co_await suspend_sales(std::move(broken));
    co_return report;
}

Task<> Conservation::suspend_sales(std::set<InventoryId> ids) {
    for (const auto id : ids) {
        std::exception_ptr fault;
        try {
            co_await suspend_sales_of(id);
        } catch (...) {
            fault = std::current_exception();
        }
        if (fault && is_cancellation(fault)) std::rethrow_exception(fault);
        if (fault)
            log_.error("the sales of an event that does not add up could not be suspended",
                       {{"event_id", id}, {"why", describe(fault)}});
    }
}

Task<> Conservation::suspend_sales_of(InventoryId id) {
    const auto sums = co_await store_.sums_of(id);
    if (!sums || imbalances_of(*sums).empty()) co_return;
    if (!co_await events_.suspend(EventId{id.value})) co_return;
    suspensions_.increment();
    log_.error("sales are suspended: the event's tickets do not add up", {{"event_id", id}, {"v", sums->v}});
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
