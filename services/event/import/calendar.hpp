#pragma once

#include "services/event/import/reading.hpp"

#include <string_view>

namespace boxoffice::event {

/// Reads the events of an iCalendar file (RFC 5545). A time without zone, and a date, which is an all-day event from
/// 00:00, are in the zone of its TZID, else of the calendar's X-WR-TIMEZONE, else in UTC; DTEND is exclusive, and
/// DURATION is read where it stands instead. CATEGORIES are topics; LOCATION is parted as split_location says. An
/// event's identity is its UID, with RECURRENCE-ID if it has one; cancelled and recurring events are faults.
Reading read_calendar(std::string_view text);

/// A place in words, by its commas: "Venue, City, Country", "City, Country", "City, ST, Country" (a region of two or
/// three capitals belongs to the city), or a venue alone ("Online").
struct Place {
    std::optional<std::string> venue;
    std::optional<std::string> city;
    std::optional<std::string> country;

    bool operator==(const Place&) const = default;
};
Place split_location(std::string_view location);

}  // namespace boxoffice::event
