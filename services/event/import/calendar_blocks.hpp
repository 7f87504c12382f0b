#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::event {

/// A VEVENT's lines as they stand in the file, from BEGIN to END.
struct EventBlock {
    std::int64_t line = 1;
    std::string_view text;
    bool closed = true;  ///< false: the file, or its calendar, ended before END:VEVENT
};

/// An iCalendar file parted, so that each event can be read, and refused, on its own.
struct CalendarBlocks {
    std::vector<EventBlock> events;
    std::string time_zone;                          ///< X-WR-TIMEZONE; empty: none
    std::map<std::string, std::string> zone_names;  ///< X-LIC-LOCATION of each VTIMEZONE, by TZID
};

/// `text` must outlive the result.
CalendarBlocks part_calendar(std::string_view text);

}  // namespace boxoffice::event
