#include "services/user/api/pages/wording.hpp"

#include "platform/time/zone.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::user {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

// ISO 4217, column "minor unit", where it is not 2.
constexpr std::string_view without_decimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view three_decimals = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view four_decimals = "CLF UYW";

constexpr std::int64_t few = 20;

std::string zone_of(const EventFacts& event) { return is_time_zone(event.time_zone) ? event.time_zone : "UTC"; }

std::string zone_words(const std::string& zone) {
    auto place = zone.substr(zone.rfind('/') + 1);
    if (zone == "UTC" || zone == "GMT" || zone.starts_with("Etc/")) return place;
    std::ranges::replace(place, '_', ' ');
    return place + " time";
}

struct LocalMoment {
    local_days day;
    year_month_day date;
    std::string clock;
};

LocalMoment local_moment(Timestamp time, const std::string& zone) {
    const auto local = to_local(time, zone).time;
    const auto day = floor<days>(local);
    const hh_mm_ss clock(floor<minutes>(local - day));
    return {day, year_month_day(day), fmt::format("{:02}:{:02}", clock.hours().count(), clock.minutes().count())};
}

std::string_view month_name(const LocalMoment& moment) { return months[unsigned(moment.date.month()) - 1]; }

std::string day_month(const LocalMoment& moment) {
    return fmt::format("{} {} {}", weekdays[weekday(moment.day).c_encoding()], unsigned(moment.date.day()),
                       month_name(moment).substr(0, 3));
}

std::string full_day(const LocalMoment& moment) {
    return fmt::format("{} {}", day_month(moment), int(moment.date.year()));
}

// The day on which it ends, where that is another than the first.
std::optional<LocalMoment> other_last_day(const EventFacts& event, const LocalMoment& first) {
    if (!event.ends_at) return std::nullopt;
    auto last = local_moment(*event.ends_at - milliseconds(event.all_day ? 1 : 0), zone_of(event));
    return last.day > first.day ? std::optional(std::move(last)) : std::nullopt;
}

std::string span_of_days(const LocalMoment& first, const LocalMoment& last) {
    if (first.date.year() != last.date.year()) return full_day(first) + " to " + full_day(last);
    const auto begin = day_month(first);
    const bool one_month = first.date.month() == last.date.month();
    return (one_month ? begin.substr(0, begin.rfind(' ')) : begin) + " to " + full_day(last);
}

std::string grouped(std::string digits) {
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

}  // namespace

unsigned currency_decimals(std::string_view currency) {
    if (currency.size() != 3) return 2;
    if (without_decimals.contains(currency)) return 0;
    if (three_decimals.contains(currency)) return 3;
    return four_decimals.contains(currency) ? 4 : 2;
}

std::string money(std::int64_t amount, std::string_view currency) {
    const auto decimals = currency_decimals(currency);
    const bool negative = amount < 0;
    std::string digits = std::to_string(amount).substr(negative ? 1 : 0);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    const auto point = digits.size() - decimals;
    std::string text = (negative ? "-" : "") + grouped(digits.substr(0, point));
    if (decimals > 0) text += "." + digits.substr(point);
    return text + " " + std::string(currency);
}

std::string price_words(std::int64_t price, std::string_view currency) {
    return price == 0 ? "Free" : money(price, currency);
}

std::string ticket_words(std::int64_t count) { return count_words(count) + (count == 1 ? " ticket" : " tickets"); }

std::string count_words(std::int64_t count) { return grouped(std::to_string(count)); }

std::string left_words(std::int64_t available) {
    if (available <= 0) return "sold out";
    return available <= few ? "last " + std::to_string(available) : count_words(available) + " left";
}

DateBlock date_block(const EventFacts& event) {
    const auto first = local_moment(event.starts_at, zone_of(event));
    return {std::string(month_name(first).substr(0, 3)), std::to_string(unsigned(first.date.day())),
            std::string(weekdays[weekday(first.day).c_encoding()]),
            fmt::format("{} {}", month_name(first), int(first.date.year()))};
}

std::string when(const EventFacts& event) {
    const auto zone = zone_of(event);
    const auto first = local_moment(event.starts_at, zone);
    const auto last = other_last_day(event, first);
    if (event.all_day) return last ? span_of_days(first, *last) : full_day(first);
    if (last && *event.ends_at - event.starts_at > hours(12))
        return fmt::format("{}, {}, to {}, {}, {}", full_day(first), first.clock, full_day(*last), last->clock,
                           zone_words(zone));
    std::string clock = first.clock;
    if (event.ends_at && *event.ends_at > event.starts_at) clock += " to " + local_moment(*event.ends_at, zone).clock;
    return fmt::format("{}, {}, {}", full_day(first), clock, zone_words(zone));
}

std::string when_beside_block(const EventFacts& event) {
    const auto zone = zone_of(event);
    const auto first = local_moment(event.starts_at, zone);
    const auto last = other_last_day(event, first);
    const bool days_long = last && *event.ends_at - event.starts_at > hours(12);
    if (event.all_day) return last ? "until " + day_month(*last) : "All day";
    return first.clock + ", " + zone_words(zone) + (days_long ? ", until " + day_month(*last) : "");
}

std::string where(const EventFacts& event) {
    std::string text;
    for (const auto* part : {&event.venue, &event.city, &event.country}) {
        if (part->empty()) continue;
        if (!text.empty()) text += ", ";
        text += *part;
    }
    return text;
}

std::string clock_time(Timestamp time, std::string_view time_zone) {
    const auto zone = is_time_zone(time_zone) ? std::string(time_zone) : "UTC";
    return fmt::format("{}, {}", local_moment(time, zone).clock, zone_words(zone));
}

std::string_view status_words(std::string_view status) {
    if (status == "CONFIRMED") return "Confirmed";
    if (status == "PENDING") return "Being paid";
    if (status == "REJECTED") return "Not booked";
    if (status == "CANCELLED") return "Cancelled";
    return status == "REFUNDED" ? "Refunded" : status;
}

}  // namespace boxoffice::user
