#include "services/event/import/dates.hpp"

#include "platform/time/zone.hpp"

#include <algorithm>
#include <charconv>

namespace boxoffice::event {

namespace {

std::optional<int> number(std::string_view digits) {
    int value = 0;
    const auto end = digits.data() + digits.size();
    const bool all_digits = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (!all_digits || std::from_chars(digits.data(), end, value).ptr != end) return std::nullopt;
    return value;
}

}  // namespace

std::optional<std::chrono::year_month_day> read_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(5, 2));
    const auto day = number(text.substr(8, 2));
    if (!year || !month || !day || *year < 1970) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    return date.ok() ? std::optional(date) : std::nullopt;
}

Timestamp midnight(std::chrono::local_days day, std::string_view zone) { return from_local(day, zone); }

}  // namespace boxoffice::event
