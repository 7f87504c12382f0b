#pragma once

#include "platform/time/timestamp.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace boxoffice {

/// Whether the name is in the IANA time zone database ("Europe/Berlin", "UTC").
bool is_time_zone(std::string_view name);

/// The wall clock in a zone at a moment, with what people call it.
struct LocalTime {
    std::chrono::local_time<std::chrono::milliseconds> time;
    std::string abbreviation;  ///< "CET", or "+08" where the zone has no letters
};

/// Throws std::runtime_error for a name that is_time_zone refuses.
LocalTime to_local(Timestamp time, std::string_view zone);

/// The moment at which the zone's wall clock shows `local`. Skipped by a change to summer time: the moment of the
/// change; shown twice: the first.
Timestamp from_local(std::chrono::local_time<std::chrono::milliseconds> local, std::string_view zone);

}  // namespace boxoffice
