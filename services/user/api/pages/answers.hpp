#pragma once

#include "platform/http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::user {

/// What an event service's or a booking service's answer says of an event: when and where.
struct EventFacts {
    std::string id;
    std::string name;
    Timestamp starts_at{};
    std::optional<Timestamp> ends_at;
    std::string time_zone = "UTC";
    bool all_day = false;
    std::string venue;  ///< empty texts: not known
    std::string city;
    std::string country;
};

/// The most tickets of one booking.
inline constexpr std::int64_t tickets_a_booking_max = 10;

/// An event as the event service answers it.
struct EventAnswer : EventFacts {
    std::string description;
    std::string url;
    std::vector<std::string> topics;
    std::int64_t capacity = 0;
    std::int64_t available = 0;
    std::int64_t price = 0;  ///< in minor units of `currency`
    std::string currency;
    std::int64_t tickets_per_user_max = tickets_a_booking_max;
    bool cancelled = false;
    bool suspended = false;  ///< on show, but not on sale for now

    bool has_begun(Timestamp now) const { return starts_at <= now; }
    bool is_on_sale(Timestamp now) const { return !cancelled && !suspended && !has_begun(now) && available > 0; }
    /// How many one booking may have now: 0 when it is not on sale.
    std::int64_t tickets_max(Timestamp now) const;
    /// One person may have fewer tickets than a booking can hold, which is worth a word.
    bool limits_each_person() const { return tickets_per_user_max < tickets_a_booking_max; }
};

/// A page of events.
struct EventList {
    std::vector<EventAnswer> events;
    std::string next_cursor;  ///< empty: this was the last page
};

/// A booking as the booking service answers it.
struct BookingAnswer {
    std::string id;
    EventFacts event;
    std::int64_t tickets = 0;
    std::int64_t amount = 0;  ///< in minor units of `currency`
    std::string currency;
    std::string status;  ///< PENDING, CONFIRMED, REJECTED, CANCELLED, REFUNDED
    std::string reason;  ///< why it was rejected; empty otherwise
    std::optional<Timestamp> hold_until;
    std::int64_t refunded = 0;

    bool has_tickets() const { return status == "CONFIRMED"; }
    /// It is of use to come: confirmed or under way, and the event has not begun.
    bool is_ahead(Timestamp now) const { return (has_tickets() || status == "PENDING") && event.starts_at > now; }
};

/// A page of bookings.
struct BookingList {
    std::vector<BookingAnswer> bookings;
    std::string next_cursor;
};

/// A refusal by a neighbour: its status and problem. `code` may be one that this service does not know.
struct Refusal {
    int status = 500;
    std::string code = "internal_error";
    std::string detail;
    std::vector<Fault> errors;
};

/// Each reads the body of a good answer. Members that are unknown are ignored; throws std::runtime_error when one that
/// is needed is absent or of another type.
EventAnswer read_event(std::string_view body);
EventList read_events(std::string_view body);
BookingAnswer read_booking(std::string_view body);
BookingList read_bookings(std::string_view body);
/// The member `id` alone.
std::string read_id(std::string_view body);

/// Reads what a neighbour refused with, whether it is still a problem or its text already.
Refusal read_refusal(const http::Response& response);
/// The same for a problem of this service.
Refusal refusal(const Problem& problem);

}  // namespace boxoffice::user
