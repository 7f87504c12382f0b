#pragma once

#include "platform/http/message.hpp"
#include "services/booking/app/bookings.hpp"

#include <string>
#include <string_view>

namespace boxoffice::booking {

/// A booking as JSON.
std::string booking_json(const Booking& booking);

/// `"<rev>"`.
std::string etag(const Booking& booking);

/// What POST answers for the booking as it is: 201, 202, or the problem that it ended with.
KeptAnswer render_answer(const Booking& booking);

Problem problem_of(Refusal refusal);

}  // namespace boxoffice::booking
