#include "apps/boxoffice/rooms/event_room.hpp"

#include "generated/event_openapi.hpp"

namespace boxoffice {

EventRoom::EventRoom(Base& given_base, Door& door)
    : base(given_base),
      store(base.loop, base.folder.file("event.sqlite")),
      inventories(store, base.clock, base.loop, base.scope, door.metrics),
      telling(store, closures, base.clock, base.scope, door.log),
      events(store, inventories, telling, base.clock, base.ids, door.log),
      imports(store, events, base.clock, base.ids, door.log),
      conservation(store, base.clock, door.metrics, door.log),
      api(events, inventories, imports, conservation, store, base.clock) {
    api.add_routes(door.router);
    add_common_routes(door, "event", event::openapi_json);
}

void EventRoom::start() {
    base.scope.spawn(telling.recover());
    base.scope.spawn(conservation.run(std::chrono::minutes(10)));
}

}  // namespace boxoffice
