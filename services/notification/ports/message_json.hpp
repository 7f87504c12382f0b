#pragma once

#include "services/notification/domain/message.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace boxoffice::notification {

/// Reads a message's body; else what is wrong with it, in words. Needs `booking_id`, `user_email` and `status`;
/// unknown members, and known ones of the wrong type that a mail can do without, are passed over, so that older and
/// newer programs understand each other.
std::expected<Message, std::string> read_message(std::string_view body);

/// The body of a message.
std::string write_message(const Message& message);

}  // namespace boxoffice::notification
