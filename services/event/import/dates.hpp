#pragma once

#include "platform/time/timestamp.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace boxoffice::event {

/// "2027-03-14"; nothing when it is not a day of the calendar, or before 1970.
std::optional<std::chrono::year_month_day> read_date(std::string_view text);

/// 00:00 on this day in the zone.
Timestamp midnight(std::chrono::local_days day, std::string_view zone);

}  // namespace boxoffice::event
