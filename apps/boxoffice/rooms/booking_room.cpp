#include "apps/boxoffice/rooms/booking_room.hpp"

#include "generated/booking_openapi.hpp"
#include "services/booking/api/representation.hpp"

namespace boxoffice {

BookingRoom::BookingRoom(Base& base, Door& door, Neighbours neighbours)
    : store(base.loop, base.clock, base.folder.file("booking.sqlite")),
      inventories(neighbours.inventories, neighbours.event_log),
      gateway({.payments = neighbours.payments,
               .scope = base.scope,
               .timeouts = base.timeouts,
               .timeout = base.configuration.booking.payment_timeout}),
      people(neighbours.accounts),
      outbox(store, base.loop, door.log),
      contacts(people, base.clock),
      flights(base.scope, base.timeouts),
      advance({.store = store,
               .inventories = inventories,
               .gateway = gateway,
               .publisher = outbox,
               .flights = flights,
               .scope = base.scope,
               .timeouts = base.timeouts,
               .clock = base.clock,
               .log = door.log,
               .metrics = door.metrics,
               .render = booking::render_answer}),
      bookings({.store = store,
                .inventories = inventories,
                .contacts = contacts,
                .flights = flights,
                .clock = base.clock,
                .ids = base.ids,
                .render = booking::render_answer,
                .limits = {.hold = base.configuration.booking.hold},
                .answer_limit = base.configuration.booking.payment_timeout}),
      recovery({.store = store, .gateway = gateway, .flights = flights, .clock = base.clock, .log = door.log}),
      api(bookings, recovery) {
    flights.on_advance([this](booking::Flight& flight) { return advance.run(flight); });
    api.add_routes(door.router);
    add_common_routes(door, "booking", booking::openapi_json);
}

}  // namespace boxoffice
