#pragma once

#include "services/booking/app/recovery.hpp"
#include "services/event/ports/booking_closures.hpp"

#include <stdexcept>

namespace boxoffice {

/// The booking service in the same process, as the one that cancels the bookings of a cancelled event. The two services
/// know each other, so this one is connected when both are there.
class LocalClosures final : public event::BookingClosures {
public:
    void leads_to(booking::Recovery& recovery) { recovery_ = &recovery; }

    Task<> close_event(event::EventId id) override {
        if (recovery_ == nullptr) throw std::logic_error("the booking service is not there yet");
        co_await recovery_->close_event(booking::EventId{id.value});
    }

private:
    booking::Recovery* recovery_ = nullptr;
};

}  // namespace boxoffice
