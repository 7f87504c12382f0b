#pragma once

#include "platform/problem/problem.hpp"
#include "services/notification/domain/notification.hpp"

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::notification {

/// The body of POST /notifications/send.
struct SendBody {
    std::string booking_id;
    std::string user_email;
    std::string status;
    std::optional<std::vector<Channel>> channels;
    std::optional<std::string> phone;
    std::optional<bool> resend;
};
BOOST_DESCRIBE_STRUCT(SendBody, (), (booking_id, user_email, status, channels, phone, resend))

/// Adds a fault for each member that breaks a rule.
void check(const SendBody& body, Faults& faults);

/// The channels asked for, each once, e-mail first; e-mail when none is named.
std::vector<Channel> channels_of(const SendBody& body);

/// The message that a body which passed `check` stands for.
Message message_of(const SendBody& body);

}  // namespace boxoffice::notification
