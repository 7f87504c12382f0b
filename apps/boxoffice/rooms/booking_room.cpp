#include "apps/boxoffice/rooms/booking_room.hpp"

#include "generated/booking_openapi.hpp"
#include "services/booking/api/representation.hpp"

namespace boxoffice {

BookingRoom::BookingRoom(Base& given_base, Door& door, Ports given_ports)
    : base(given_base),
      ports(std::move(given_ports)),
      contacts(*ports.people, base.clock),
      flights(base.scope, base.timeouts),
      advance({.store = *ports.store,
               .inventories = *ports.inventories,
               .gateway = *ports.gateway,
               .publisher = *ports.publisher,
               .flights = flights,
               .scope = base.scope,
               .timeouts = base.timeouts,
               .clock = base.clock,
               .log = door.log,
               .metrics = door.metrics,
               .render = booking::render_answer}),
      bookings({.store = *ports.store,
                .inventories = *ports.inventories,
                .contacts = contacts,
                .flights = flights,
                .clock = base.clock,
                .ids = base.ids,
                .render = booking::render_answer,
                .limits = {.hold = base.configuration.booking.hold},
                .answer_limit = base.configuration.booking.answer_limit}),
      recovery({.store = *ports.store,
                .gateway = *ports.gateway,
                .flights = flights,
                .clock = base.clock,
                .log = door.log,
                .metrics = door.metrics}),
      api(bookings, recovery) {
    flights.on_advance([this](booking::Flight& flight) { return advance.run(flight); });
    api.add_routes(door.router);
    add_common_routes(door, "booking", booking::openapi_json);
}

void BookingRoom::start() { base.scope.spawn(recovery.run()); }

}  // namespace boxoffice
