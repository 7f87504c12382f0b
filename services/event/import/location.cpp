#include "services/event/import/calendar.hpp"
#include "services/event/import/text.hpp"

#include <algorithm>

namespace boxoffice::event {

namespace {

/// "TX", "NSW", "D.C.": a region within a country.
bool is_region(std::string_view part) {
    const auto letters = std::ranges::count_if(part, [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool nothing_else = std::ranges::all_of(part, [](char c) { return (c >= 'A' && c <= 'Z') || c == '.'; });
    return nothing_else && letters >= 2 && letters <= 3;
}

std::string joined(std::span<const std::string> parts) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

}  // namespace

Place split_location(std::string_view location) {
    const auto parts = split(location, ',');
    const auto count = parts.size();
    if (count == 0) return {};
    if (count == 1) return {.venue = parts[0], .city = {}, .country = {}};
    const std::size_t city_parts = count > 2 && is_region(parts[count - 2]) ? 2 : 1;
    const std::span all(parts);
    const auto venue = joined(all.first(count - 1 - city_parts));
    return {.venue = trimmed_or_none(venue),
            .city = joined(all.subspan(count - 1 - city_parts, city_parts)),
            .country = parts[count - 1]};
}

}  // namespace boxoffice::event
