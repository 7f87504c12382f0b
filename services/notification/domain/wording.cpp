#include "services/notification/domain/wording.hpp"

#include "platform/time/zone.hpp"

namespace boxoffice::notification {

namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// ISO 4217, column "minor unit", where it is not 2.
constexpr std::string_view without_decimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view three_decimals = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view four_decimals = "CLF UYW";

std::size_t decimals(std::string_view currency) {
    if (without_decimals.contains(currency)) return 0;
    if (three_decimals.contains(currency)) return 3;
    return four_decimals.contains(currency) ? 4 : 2;
}

std::string grouped(std::string digits) {
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string zone_of(const EventDetails& event) { return is_time_zone(event.time_zone) ? event.time_zone : "UTC"; }

std::string zone_words(const std::string& zone) {
    if (zone == "UTC" || zone == "GMT" || zone.starts_with("Etc/")) return zone.substr(zone.rfind('/') + 1);
    auto place = zone.substr(zone.rfind('/') + 1);
    std::ranges::replace(place, '_', ' ');
    return place + " time";
}

local_time<milliseconds> local_start(const EventDetails& event) {
    return to_local(event.starts_at, zone_of(event)).time;
}

}  // namespace

std::string money(std::int64_t amount, std::string_view currency) {
    const auto fraction_digits = currency.size() == 3 ? decimals(currency) : 2;
    const bool negative = amount < 0;
    std::string digits = std::to_string(amount).substr(negative ? 1 : 0);
    if (digits.size() <= fraction_digits) digits.insert(0, fraction_digits + 1 - digits.size(), '0');
    const auto point = digits.size() - fraction_digits;
    std::string text = (negative ? "-" : "") + grouped(digits.substr(0, point));
    if (fraction_digits > 0) text += "." + digits.substr(point);
    return text + " " + std::string(currency);
}

DateBlock date_block(const EventDetails& event) {
    const auto date = floor<days>(local_start(event));
    const year_month_day calendar(date);
    return {std::string(weekdays[weekday(date).c_encoding()]), std::to_string(unsigned(calendar.day())),
            std::string(months[unsigned(calendar.month()) - 1])};
}

std::string day(const EventDetails& event) {
    const auto block = date_block(event);
    const year_month_day calendar(floor<days>(local_start(event)));
    return fmt::format("{} {} {} {}", block.weekday, block.day, block.month, int(calendar.year()));
}

std::string when(const EventDetails& event) {
    if (event.all_day) return day(event);
    const auto start = local_start(event);
    const hh_mm_ss clock(floor<minutes>(start - floor<days>(start)));
    return fmt::format("{}, {:02}:{:02}, {}", day(event), clock.hours().count(), clock.minutes().count(),
                       zone_words(zone_of(event)));
}

std::string where(const EventDetails& event) {
    std::string text = event.venue.value_or("");
    if (!event.city || event.city->empty()) return text;
    if (!text.empty()) text += ", ";
    return text + *event.city;
}

std::string tickets(std::int64_t count) { return std::to_string(count) + (count == 1 ? " ticket" : " tickets"); }

}  // namespace boxoffice::notification
