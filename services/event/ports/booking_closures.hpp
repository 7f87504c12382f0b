#pragma once

#include "platform/async/task.hpp"
#include "services/event/domain/ids.hpp"

namespace boxoffice::event {

/// The booking service, as the one that ends the bookings of a cancelled event.
class BookingClosures {
public:
    virtual ~BookingClosures() = default;

    /// Returns when the booking service has durably noted that every booking of the event is to be cancelled; repeating
    /// it is harmless. Throws when it did not answer: then it is asked again later.
    virtual Task<> close_event(EventId id) = 0;
};

}  // namespace boxoffice::event
