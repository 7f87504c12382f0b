#pragma once

#include "services/notification/domain/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::notification {

/// An amount in minor units as people write it, with as many decimals as ISO 4217 gives the currency: "1,250.00 EUR",
/// "1,250 JPY", "1.250 KWD".
std::string money(std::int64_t amount, std::string_view currency);

/// The day in the event's zone: "Sat 14 Mar 2027".
std::string day(const EventDetails& event);

/// The day, and unless it lasts all day the time and whose: "Sat 14 Mar 2027, 20:00, Berlin time".
std::string when(const EventDetails& event);

/// "Philharmonie, Berlin"; empty when neither is known.
std::string where(const EventDetails& event);

/// "1 ticket", "3 tickets".
std::string tickets(std::int64_t count);

/// The parts of a date block: "Sat", "14", "Mar".
struct DateBlock {
    std::string weekday;
    std::string day;
    std::string month;
};
DateBlock date_block(const EventDetails& event);

}  // namespace boxoffice::notification
