#pragma once

#include "platform/id/uuid.hpp"
#include "platform/time/timestamp.hpp"
#include "services/notification/domain/message.hpp"

#include <array>
#include <boost/describe.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::notification {

struct NotificationTag;
using NotificationId = Id<NotificationTag>;

enum class Channel { email, sms };
BOOST_DESCRIBE_ENUM(Channel, email, sms)

/// Where a notification stands.
enum class State {
    QUEUED,   ///< to be sent from `due_at` on
    SENDING,  ///< somebody has it until `due_at` (the lease); afterwards it is anybody's again
    SENT,
    FAILED  ///< given up: refused for good, or too many attempts
};
BOOST_DESCRIBE_ENUM(State, QUEUED, SENDING, SENT, FAILED)

/// One message to one person over one channel.
struct Notification {
    NotificationId id{};
    std::string booking_id = {};
    std::string topic = {};           ///< unique with booking and channel
    std::string booking_status = {};  ///< of the message
    MessageKind kind = MessageKind::confirmed;
    Channel channel = Channel::email;
    std::string recipient = {};                    ///< address, or E.164 number
    std::shared_ptr<const std::string> body = {};  ///< the message as JSON
    std::array<std::uint8_t, 16> trace_id{};
    State state = State::QUEUED;
    int attempts = 0;                      ///< begun, the present one included
    std::optional<Timestamp> due_at = {};  ///< see State
    std::optional<std::string> last_error = {};
    Timestamp created_at{};
    std::optional<Timestamp> sent_at = {};
};

/// Attempts before a notification is given up; together they last about four hours.
inline constexpr int attempts_max = 8;

/// How long to wait after the n-th attempt failed (1 to attempts_max - 1).
std::chrono::seconds retry_gap(int attempts);

/// What is sent for a message: an e-mail, and an SMS when a phone is known. All are QUEUED and due now; one with an
/// address that cannot be written to is FAILED. Ids are left empty.
std::vector<Notification> notifications_for(const Message& message, std::shared_ptr<const std::string> body,
                                            Timestamp now);

/// The same for one channel. `sms` needs `message.phone`.
Notification notification_for(const Message& message, Channel channel, std::shared_ptr<const std::string> body,
                              Timestamp now);

}  // namespace boxoffice::notification
