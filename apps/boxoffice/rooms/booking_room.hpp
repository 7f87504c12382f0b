#pragma once

#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/room.hpp"
#include "services/booking/api/api.hpp"
#include "services/booking/app/advance.hpp"
#include "services/booking/app/bookings.hpp"
#include "services/booking/app/recovery.hpp"

#include <memory>

namespace boxoffice {

/// The booking service.
struct BookingRoom final : Room {
    struct Ports {
        std::shared_ptr<booking::BookingStore> store;
        std::unique_ptr<booking::Inventories> inventories;
        std::unique_ptr<booking::Gateway> gateway;
        std::unique_ptr<booking::People> people;
        std::shared_ptr<booking::Publisher> publisher;
    };
    BookingRoom(Base& base, Door& door, Ports ports);

    /// Carries on the bookings that nobody waits for.
    void start() override;

    Base& base;
    Ports ports;
    booking::Contacts contacts;
    booking::Flights flights;
    booking::Advance advance;
    booking::Bookings bookings;
    booking::Recovery recovery;
    booking::Api api;
};

}  // namespace boxoffice
