#pragma once

#include "platform/async/task.hpp"
#include "services/booking/domain/message.hpp"

#include <vector>

namespace boxoffice::booking {

/// Where messages about bookings go. At least once, in any order.
class Publisher {
public:
    virtual ~Publisher() = default;

    /// Returns when all are safe in the broker's hands (publisher confirms). Throws Unanswered otherwise; then any part
    /// of them may have been taken.
    virtual Task<> publish(std::vector<Message> messages) = 0;
};

}  // namespace boxoffice::booking
