#include "apps/boxoffice/rooms/event_room.hpp"

#include "generated/event_openapi.hpp"

namespace boxoffice {

namespace {

// Instances that share MongoDB see each other's sales a quarter of a second later at most.
event::Inventories::Limits limits_of(const Configuration& configuration) {
    event::Inventories::Limits limits;
    if (!configuration.engines.mongodb_uri.empty()) {
        limits.fresh_for = std::chrono::milliseconds(250);
        limits.patience = for_company;
    }
    return limits;
}

}  // namespace

EventRoom::EventRoom(Base& given_base, Door& door, Ports given_ports)
    : base(given_base),
      ports(std::move(given_ports)),
      inventories(*ports.store, base.clock, base.scope, door.metrics, limits_of(base.configuration)),
      telling(*ports.store, *ports.closures, base.clock, base.scope, door.log),
      events(*ports.store, inventories, telling, base.clock, base.ids, door.log),
      listings(*ports.store, base.scope),
      imports(*ports.store, events, base.clock, base.ids, door.log),
      conservation(*ports.store, events, base.clock, door.metrics, door.log),
      api(events, listings, inventories, imports, conservation, *ports.store, base.clock) {
    api.add_routes(door.router);
    add_common_routes(door, "event", event::openapi_json);
}

void EventRoom::start() {
    base.scope.spawn(telling.run(std::chrono::seconds(30)));
    base.scope.spawn(inventories.follow());
    base.scope.spawn(conservation.run(base.configuration.event.check_interval));
}

}  // namespace boxoffice
