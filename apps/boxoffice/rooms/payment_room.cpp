#include "apps/boxoffice/rooms/payment_room.hpp"

#include "generated/payment_openapi.hpp"

namespace boxoffice {

PaymentRoom::PaymentRoom(Base& base, Door& door, std::unique_ptr<payment::Ledger> given_ledger)
    : ledger(std::move(given_ledger)),
      payments({.ledger = *ledger, .ids = base.ids, .clock = base.clock, .log = door.log, .metrics = door.metrics},
               {.rate = base.configuration.payment.fault_rate,
                .seed = base.configuration.payment.fault_seed,
                .charges_per_s = base.configuration.payment.charges_per_s}),
      api(payments) {
    api.add_routes(door.router);
    add_common_routes(door, "payment", payment::openapi_json);
}

}  // namespace boxoffice
