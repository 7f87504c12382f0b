#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice {

/// A moment in UTC, to the millisecond.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// RFC 3339 in UTC with `Z`: "2027-03-14T20:00:00Z"; milliseconds only where they are not zero.
/// Years 1 to 9999.
std::string to_rfc3339(Timestamp time);
void append_rfc3339(std::string& out, Timestamp time);

/// Reads RFC 3339 section 5.6 with any offset; nothing when it is not one, or the day does not exist, or the year is
/// outside 1970 to 9999. A fraction is cut to milliseconds; a leap second counts as the second before it.
std::optional<Timestamp> from_rfc3339(std::string_view text);

}  // namespace boxoffice
