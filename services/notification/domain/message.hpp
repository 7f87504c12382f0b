#pragma once

#include "platform/time/timestamp.hpp"

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::notification {

/// What happened to a booking.
enum class MessageKind { confirmed, changed, cancelled, refunded };
BOOST_DESCRIBE_ENUM(MessageKind, confirmed, changed, cancelled, refunded)

/// An event as people need it in a mail.
struct EventDetails {
    std::string name = {};
    Timestamp starts_at{};
    std::string time_zone = "UTC";  ///< IANA name
    bool all_day = false;
    std::optional<std::string> venue = {};
    std::optional<std::string> city = {};
};
BOOST_DESCRIBE_STRUCT(EventDetails, (), (name, starts_at, time_zone, all_day, venue, city))

/// A message about a booking. Only the first three members are sure to be there.
struct Message {
    std::string booking_id = {};
    std::string user_email = {};
    std::string status = {};  ///< the booking's: CONFIRMED, CANCELLED, REFUNDED
    MessageKind kind = MessageKind::confirmed;
    std::optional<std::string> message_id = {};  ///< the same however often the message comes
    std::optional<std::string> user_name = {};
    std::optional<std::string> phone = {};  ///< E.164
    std::optional<std::string> event_id = {};
    std::optional<EventDetails> event = {};
    std::optional<std::int64_t> tickets = {};
    std::optional<std::int64_t> amount = {};  ///< minor units of `currency`: what was paid
    std::optional<std::string> currency = {};
    std::int64_t refunded = 0;  ///< minor units of `currency`: what goes back
    std::string traceparent = {};
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (booking_id, user_email, status, kind, message_id, user_name, phone, event_id, event, tickets,
                       amount, currency, refunded, traceparent))

/// The kind that a booking's status alone tells; nothing for one that is not told to people.
std::optional<MessageKind> kind_of_status(std::string_view status);

/// What the notification is about, within its booking and channel: two messages of one topic are one notification.
/// The status; for a change the message's own id; "ENDED" for a cancellation and for its refund, which are one mail.
std::string topic_of(const Message& message);

}  // namespace boxoffice::notification
