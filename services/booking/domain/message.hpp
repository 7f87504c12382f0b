#pragma once

#include "services/booking/domain/booking.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace boxoffice::booking {

/// A message about a booking, as the world receives it: the brief's three members and what a mail needs beside them.
struct Message {
    std::string message_id;  ///< "<booking>:<rev>:<kind>", the same however often it is sent
    MessageKind kind = MessageKind::confirmed;
    BookingId booking_id;
    std::string user_email;
    std::string user_name;
    std::optional<std::string> phone;
    Status status = Status::CONFIRMED;
    PersonId user_id;
    EventId event_id;
    Shared<EventSnapshot> event;
    std::int64_t tickets = 0;
    std::int64_t amount = 0;
    std::string currency;
    std::int64_t refunded = 0;
    std::string traceparent;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (message_id, kind, booking_id, user_email, user_name, phone, status, user_id, event_id, event,
                       tickets, amount, currency, refunded, traceparent))

/// The message of one entry of a booking's outbox.
Message compose(const Booking& booking, const OutboxEntry& entry);

}  // namespace boxoffice::booking
