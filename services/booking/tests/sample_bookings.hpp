#pragma once

#include "services/booking/domain/decisions.hpp"

namespace boxoffice::booking::test {

inline Booking sample_booking(std::uint8_t number, std::uint8_t user = 7) {
    Booking booking;
    booking.id = BookingId{Uuid{{1, number}}};
    booking.user_id = PersonId{Uuid{{user}}};
    booking.organizer_id = PersonId{Uuid{{9}}};
    booking.event_id = EventId{Uuid{{4}}};
    booking.contact = Contact{.email = "ada@example.com", .name = "Ada \"Ä\"", .phone = "+491701234567"};
    booking.event = EventSnapshot{.name = "Concert", .starts_at = Timestamp(std::chrono::seconds(1'900'000'000))};
    booking.lines = {{.inventory_id = {}, .event_id = booking.event_id, .quantity = 2, .unit_price = 2500}};
    booking.charges = {{.amount = 5000, .method = "pm_approved", .payment_id = {}}};
    booking.currency = "EUR";
    booking.due = Timestamp(std::chrono::seconds(1'800'000'005));
    booking.keyed = true;
    return booking;
}

inline Booking confirmed(const Booking& booking) {
    return decision::confirm(booking, {.unit_price = 2500, .currency = "EUR"},
                             decision::Payment{PaymentId{Uuid{{3}}}, 5000},
                             Timestamp(std::chrono::seconds(1'800'000'000)));
}

}  // namespace boxoffice::booking::test
