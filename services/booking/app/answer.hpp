#pragma once

#include "platform/idempotency/idempotency.hpp"
#include "services/booking/domain/booking.hpp"

#include <functional>

namespace boxoffice::booking {

/// Renders what the request that made a booking is answered: 201, 202 while it is PENDING, or the problem that it ended
/// with. Pure; the interface that is spoken (HTTP) gives it, so that the answer can be kept with the decision.
using RenderAnswer = std::function<KeptAnswer(const Booking&)>;

}  // namespace boxoffice::booking
