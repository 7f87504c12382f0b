#include "platform/time/zone.hpp"

#include <date/tz.h>

#include <array>
#include <stdexcept>

namespace boxoffice {

namespace {

using namespace std::chrono;

// Files of the zone folder that are no zones of the database.
constexpr std::array no_zones{std::string_view("localtime"), std::string_view("posixrules"),
                              std::string_view("Factory")};

const date::time_zone* find_zone(std::string_view name) {
    for (const auto no_zone : no_zones)
        if (name == no_zone) return nullptr;
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

const date::time_zone& zone_named(std::string_view name) {
    const auto* zone = find_zone(name);
    if (zone == nullptr) throw std::runtime_error("not a time zone: " + std::string(name));
    return *zone;
}

// The zone files list the changes up to 2037 and then give a rule, which the library does not read. So a later moment
// is looked up in an earlier year with the same calendar (same length, same weekdays), where a rule gives the same.
constexpr year last_listed(2037);

days beyond_listed(sys_days day) {
    const year asked = year_month_day(day).year();
    if (asked <= last_listed) return {};
    const sys_days asked_start = asked / January / 1;
    for (year like = last_listed;; --like) {
        const days shift = asked_start - sys_days(like / January / 1);
        if (like.is_leap() == asked.is_leap() && shift.count() % 7 == 0) return shift;
    }
}

}  // namespace

bool is_time_zone(std::string_view name) { return find_zone(name) != nullptr; }

LocalTime to_local(Timestamp time, std::string_view zone) {
    const auto info = zone_named(zone).get_info(time - beyond_listed(floor<days>(time)));
    return {local_time<milliseconds>((time + info.offset).time_since_epoch()), info.abbrev};
}

Timestamp from_local(local_time<milliseconds> local, std::string_view zone) {
    const auto shift = beyond_listed(sys_days(floor<days>(local.time_since_epoch())));
    const date::local_time<milliseconds> looked_up(local.time_since_epoch() - shift);
    const auto info = zone_named(zone).get_info(looked_up);
    if (info.result == date::local_info::nonexistent) return Timestamp(info.first.end) + shift;
    return Timestamp((looked_up.time_since_epoch()) - info.first.offset) + shift;
}

}  // namespace boxoffice
