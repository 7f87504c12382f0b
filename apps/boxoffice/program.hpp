#pragma once

#include "apps/boxoffice/base.hpp"
#include "apps/boxoffice/rooms/booking_room.hpp"
#include "apps/boxoffice/rooms/event_room.hpp"
#include "apps/boxoffice/rooms/notification_room.hpp"
#include "apps/boxoffice/rooms/payment_room.hpp"
#include "apps/boxoffice/rooms/user_room.hpp"

#include <optional>
#include <string>

namespace boxoffice {

/// All five services in one process on the embedded stores.
class Program {
public:
    /// Opens and checks every store. Throws when one cannot be used.
    Program(const Configuration& configuration, Loop& loop);

    /// Makes ready what must be before anybody is served.
    Task<> prepare();
    /// Listens on all ports and starts what runs in the background; returns the line that says where.
    std::string serve();
    /// Refuses new requests, lets those under way finish, then ends everything in the background.
    Task<> stop();

    Base base;
    Door user_door;
    Door event_door;
    Door booking_door;
    Door notification_door;
    Door payment_door;
    PaymentRoom payment;
    EventRoom event;
    UserRoom user;
    BookingRoom booking;
    std::optional<NotificationRoom> notification;  ///< from `serve` on: its links need the user service's address
};

}  // namespace boxoffice
