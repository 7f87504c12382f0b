#pragma once

#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/neighbours/booking_gateway.hpp"
#include "apps/boxoffice/neighbours/booking_inventories.hpp"
#include "apps/boxoffice/neighbours/booking_people.hpp"
#include "apps/boxoffice/neighbours/outbox_source.hpp"
#include "services/booking/adapters/sqlite/sqlite_booking_store.hpp"
#include "services/booking/api/api.hpp"
#include "services/booking/app/advance.hpp"
#include "services/booking/app/bookings.hpp"
#include "services/booking/app/recovery.hpp"

namespace boxoffice {

/// The booking service on SQLite, with its neighbours in this process.
struct BookingRoom {
    struct Neighbours {
        event::Inventories& inventories;
        Log event_log;
        payment::Payments& payments;
        user::Accounts& accounts;
    };
    BookingRoom(Base& base, Door& door, Neighbours neighbours);

    booking::SqliteBookingStore store;
    LocalInventories inventories;
    LocalGateway gateway;
    LocalPeople people;
    OutboxSource outbox;
    booking::Contacts contacts;
    booking::Flights flights;
    booking::Advance advance;
    booking::Bookings bookings;
    booking::Recovery recovery;
    booking::Api api;
};

}  // namespace boxoffice
