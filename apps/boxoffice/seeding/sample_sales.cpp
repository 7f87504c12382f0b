#include "apps/boxoffice/seeding/sample_sales.hpp"

#include "platform/trace/trace.hpp"
#include "services/booking/domain/decisions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace boxoffice::seeding {

namespace {

constexpr std::chrono::days sold_during{30};
constexpr std::int64_t bookings_an_event = 10'000;
constexpr std::int64_t events_max = 2'000;
constexpr std::int64_t bookings_a_buyer = 20;
constexpr std::int64_t buyers_max = 100'000;
// People buy a few times in a row, and events sell for a while.
constexpr std::int64_t bought_in_a_row = 4;
constexpr std::int64_t sold_in_a_row = 64;
constexpr std::int64_t price = 2'500;

/// SplitMix64: numbers that look random, each from its own seed.
std::uint64_t mixed(std::uint64_t seed) {
    seed += 0x9e3779b97f4a7c15;
    seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
    seed = (seed ^ (seed >> 27)) * 0x94d049bb133111eb;
    return seed ^ (seed >> 31);
}

}  // namespace

SampleSales::SampleSales(std::int64_t bookings, Timestamp now)
    : bookings_(bookings),
      events_(std::clamp<std::int64_t>(bookings / bookings_an_event, 1, events_max)),
      buyers_(std::clamp<std::int64_t>(bookings / bookings_a_buyer, 1, buyers_max)),
      began_at_(now - sold_during),
      between_(std::max<std::int64_t>(1, std::chrono::milliseconds(sold_during).count() / (bookings + 1))) {}

/// A UUID of version 7.
Uuid SampleSales::id(Kind kind, std::int64_t number, Timestamp made_at) const {
    Uuid id;
    const auto time = made_at.time_since_epoch().count();
    const auto noise = mixed(static_cast<std::uint64_t>(number) * 8 + static_cast<std::uint64_t>(kind) +
                             static_cast<std::uint64_t>(began_at_.time_since_epoch().count()) * 0x100000001b3);
    for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(time >> (40 - 8 * i));
    id.bytes[6] = static_cast<std::uint8_t>(0x70);
    id.bytes[7] = static_cast<std::uint8_t>(kind);
    for (std::size_t i = 0; i < 8; ++i) id.bytes[8 + i] = static_cast<std::uint8_t>(noise >> (8 * i));
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

Timestamp SampleSales::made_at(std::int64_t booking) const { return began_at_ + (booking + 1) * between_; }

UserId SampleSales::organizer_id() const { return {id(Kind::organizer, 0, began_at_)}; }

UserId SampleSales::buyer_id(std::int64_t buyer) const { return {id(Kind::buyer, buyer, began_at_)}; }

std::string SampleSales::buyer_email(std::int64_t buyer) const {
    return fmt::format("buyer-{}-{}@example.com", began_at_.time_since_epoch().count(), buyer);
}

std::int64_t SampleSales::event_of(std::int64_t booking) const { return booking / sold_in_a_row % events_; }

Uuid SampleSales::booking_id(std::int64_t booking) const { return id(Kind::booking, booking, made_at(booking)); }

event::Event SampleSales::event(std::int64_t number) const {
    event::Event event{.id = {id(Kind::event, number, began_at_)}, .organizer_id = organizer_id(), .details = {}};
    event.details = {.name = fmt::format("An evening of the past, number {}", number + 1),
                     .starts_at = began_at_ + 2 * sold_during,
                     .venue = "Philharmonie",
                     .city = "Berlin",
                     .topics = {},
                     .capacity = std::max<std::int64_t>(1'000, 8 * (bookings_ / events_ + sold_in_a_row)),
                     .price = price,
                     .currency = "EUR"};
    event.created_at = event.updated_at = began_at_;
    return event;
}

booking::Booking SampleSales::booking(std::int64_t number) const {
    const auto made = made_at(number);
    const auto of = event(event_of(number));
    const auto buyer = number / bought_in_a_row % buyers_;
    const auto noise = id(Kind::booking, number, made);
    Trace trace{.trace_id = noise.bytes};
    std::copy_n(noise.bytes.begin() + 8, trace.span_id.size(), trace.span_id.begin());
    const auto begun = booking::decision::begin(
        {.id = {booking_id(number)},
         .user_id = {buyer_id(buyer).value},
         .contact = booking::Contact{.email = buyer_email(buyer), .name = "Buyer", .phone = {}},
         .organizer_id = {organizer_id().value},
         .event_id = {of.id.value},
         .inventory_id = {event::inventory_of(of.id).value},
         .event = booking::EventSnapshot{.name = of.details.name,
                                         .starts_at = of.details.starts_at,
                                         .ends_at = {},
                                         .venue = of.details.venue,
                                         .city = of.details.city,
                                         .country = {}},
         .tickets = tickets_of(number),
         .unit_price = price,
         .currency = of.details.currency,
         .payment_method = "",
         .traceparent = trace.traceparent()},
        {}, made);
    return booking::decision::confirm(
        begun, {.unit_price = price, .currency = of.details.currency},
        booking::decision::Payment{{id(Kind::payment, number, made)}, tickets_of(number) * price}, made);
}

}  // namespace boxoffice::seeding
