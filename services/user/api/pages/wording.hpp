#pragma once

#include "services/user/api/pages/answers.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::user {

/// How many decimals ISO 4217 gives the currency; 2 for one that it does not know.
unsigned currency_decimals(std::string_view currency);

/// An amount in minor units as people write it: "1,250.00 EUR", "1,250 JPY", "1.250 KWD".
std::string money(std::int64_t amount, std::string_view currency);
/// The same for a price: "Free" for nothing.
std::string price_words(std::int64_t price, std::string_view currency);

/// "1 ticket", "3 tickets".
std::string ticket_words(std::int64_t count);
/// 12345 as "12,345".
std::string count_words(std::int64_t count);
/// "312 left", "last 9", "sold out".
std::string left_words(std::int64_t available);

/// What is printed on a date block, of the first day in the event's zone.
struct DateBlock {
    std::string month;       ///< "Mar"
    std::string day;         ///< "14"
    std::string weekday;     ///< "Sat"
    std::string month_year;  ///< "March 2027"
};
DateBlock date_block(const EventFacts& event);

/// "Sat 14 Mar 2027, 20:00 to 23:00, Berlin time"; for whole days "Sat 14 Mar 2027" or "Sat 14 to Mon 16 Mar 2027". The
/// end of whole days is the first moment after them, as in iCalendar.
std::string when(const EventFacts& event);
/// What `when` adds to the date block: "20:00, Berlin time", "All day", "until Mon 16 Mar".
std::string when_beside_block(const EventFacts& event);
/// "Philharmonie, Berlin, Germany"; empty when nothing is known.
std::string where(const EventFacts& event);
/// A moment on the clock of a zone: "19:42, Berlin time".
std::string clock_time(Timestamp time, std::string_view time_zone);

/// How a booking stands, in one or two words: "Confirmed", "Not booked".
std::string_view status_words(std::string_view status);
}  // namespace boxoffice::user
