#pragma once

#include "platform/idempotency/idempotency.hpp"
#include "services/notification/domain/notification.hpp"

#include <string>
#include <vector>

namespace boxoffice::notification {

/// A notification as JSON.
std::string notification_json(const Notification& notification);

/// The answer to a request to send: 202 with the first notification's members, and all of them in `notifications`.
KeptAnswer accepted(const std::vector<Notification>& notifications);

}  // namespace boxoffice::notification
