#pragma once

#include "platform/remote/remote.hpp"
#include "services/event/ports/booking_closures.hpp"

namespace boxoffice::event {

/// The booking service over HTTP, as the one that ends the bookings of a cancelled event. Throws Unavailable.
class HttpClosures final : public BookingClosures {
public:
    explicit HttpClosures(remote::Remote& bookings) : bookings_(bookings) {}

    Task<> close_event(EventId id) override;

private:
    remote::Remote& bookings_;
};

}  // namespace boxoffice::event
