#pragma once

#include "services/event/domain/event.hpp"

namespace boxoffice::event::test {

inline const Timestamp now{std::chrono::seconds(1'800'000'000)};

inline Uuid uuid(std::uint8_t kind, int number) {
    Uuid id;
    id.bytes[0] = kind;
    id.bytes[14] = static_cast<std::uint8_t>(number >> 8);
    id.bytes[15] = static_cast<std::uint8_t>(number);
    return id;
}

/// An event of 10 places at 25.00 EUR, in a week.
inline Event sample_event(int number = 1) {
    Event event{.id = {uuid(1, number)},
                .organizer_id = {uuid(2, 1)},
                .details = {.name = "Concert",
                            .starts_at = now + std::chrono::days(7),
                            .ends_at = now + std::chrono::days(7) + std::chrono::hours(2),
                            .time_zone = "Europe/Berlin",
                            .description = "Bring a friend.\nDoors at seven.",
                            .venue = "Town Hall",
                            .city = "Łódź",
                            .country = "Poland",
                            .url = "https://example.org/concert",
                            .topics = {"music", "Ämter & more"},
                            .capacity = 10,
                            .price = 2'500,
                            .currency = "EUR"},
                .created_at = now,
                .updated_at = now};
    return event;
}

inline Quantities tickets(std::int64_t count) { return {{TypeId(general_admission), count}}; }

inline AllocationCommand hold(int booking, std::int64_t count, std::int64_t n = 10, std::string holder = "ada") {
    return {.booking_id = uuid(3, booking), .n = n, .held = tickets(count), .sold = {}, .holder = std::move(holder)};
}

inline AllocationCommand sell(int booking, std::int64_t count, std::int64_t n = 11, std::string holder = "ada") {
    return {.booking_id = uuid(3, booking), .n = n, .held = {}, .sold = tickets(count), .holder = std::move(holder)};
}

inline AllocationCommand release(int booking, std::int64_t n = 20, std::string holder = "ada") {
    return {.booking_id = uuid(3, booking), .n = n, .held = {}, .sold = {}, .holder = std::move(holder)};
}

}  // namespace boxoffice::event::test
