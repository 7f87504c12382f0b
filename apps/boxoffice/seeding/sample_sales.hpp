#pragma once

#include "platform/auth/caller.hpp"
#include "services/booking/domain/booking.hpp"
#include "services/event/domain/event.hpp"

#include <cstdint>

namespace boxoffice::seeding {

/// Sales of the past that never were, for measuring: events, buyers and confirmed bookings, each computed from its
/// number alone, so that every store can be written by itself and they agree.
class SampleSales {
public:
    /// The bookings were made one after the other in the 30 days before `now`.
    SampleSales(std::int64_t bookings, Timestamp now);

    std::int64_t bookings() const { return bookings_; }
    std::int64_t events() const { return events_; }
    std::int64_t buyers() const { return buyers_; }

    UserId organizer_id() const;
    UserId buyer_id(std::int64_t buyer) const;
    std::string buyer_email(std::int64_t buyer) const;
    Timestamp began_at() const { return began_at_; }

    /// With capacity for all that was sold and as much again.
    event::Event event(std::int64_t number) const;
    std::int64_t event_of(std::int64_t booking) const;
    std::int64_t tickets_of(std::int64_t booking) const { return 1 + booking % 4; }
    Timestamp made_at(std::int64_t booking) const;
    Uuid booking_id(std::int64_t booking) const;

    /// Confirmed at its second revision, as it was decided: what follows from it is still in its `todo` and `outbox`.
    booking::Booking booking(std::int64_t number) const;

private:
    enum class Kind : std::uint8_t { organizer, buyer, event, booking, payment };

    Uuid id(Kind kind, std::int64_t number, Timestamp made_at) const;

    std::int64_t bookings_;
    std::int64_t events_;
    std::int64_t buyers_;
    Timestamp began_at_;
    std::chrono::milliseconds between_;
};

}  // namespace boxoffice::seeding
