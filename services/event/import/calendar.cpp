#include "services/event/import/calendar.hpp"

#include "platform/time/zone.hpp"
#include "services/event/import/calendar_blocks.hpp"
#include "services/event/import/dates.hpp"
#include "services/event/import/text.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <memory>

namespace boxoffice::event {

namespace {

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

/// What a block could not be read for: ends up as the fault of its line.
using Refusal = std::string;

template <class Get>
std::optional<std::string> text_of(icalcomponent* event, icalproperty_kind kind, Get get) {
    auto* property = icalcomponent_get_first_property(event, kind);
    const char* text = property != nullptr ? get(property) : nullptr;
    return text != nullptr ? trimmed_or_none(text) : std::nullopt;
}

std::optional<std::string> line_of(icalcomponent* event, icalproperty_kind kind,
                                   const char* (*get)(const icalproperty*)) {
    const auto text = text_of(event, kind, get);
    return text ? std::optional(one_line(*text)) : std::nullopt;
}

std::vector<std::string> topics_of(icalcomponent* event) {
    std::vector<std::string> topics;
    for (auto* property = icalcomponent_get_first_property(event, ICAL_CATEGORIES_PROPERTY); property != nullptr;
         property = icalcomponent_get_next_property(event, ICAL_CATEGORIES_PROPERTY)) {
        const char* text = icalproperty_get_categories(property);
        if (text == nullptr) continue;
        if (auto topic = trimmed_or_none(one_line(text))) topics.push_back(std::move(*topic));
    }
    return topics;
}

/// A moment as the file writes it, with the zone that it is meant in.
struct Moment {
    Timestamp time{};
    std::string zone;
    bool date = false;
};

class EventReader {
public:
    explicit EventReader(const CalendarBlocks& calendar) : calendar_(calendar) {}

    std::expected<EventDraft, Refusal> read(const EventBlock& block) const {
        if (!block.closed) return std::unexpected("END:VEVENT is missing");
        if (!is_utf8(block.text)) return std::unexpected("is not UTF-8");
        const Component component(icalcomponent_new_from_string(std::string(block.text).c_str()));
        if (component == nullptr || icalcomponent_isa(component.get()) != ICAL_VEVENT_COMPONENT)
            return std::unexpected("is not an event");
        if (auto refusal = refuse(component.get())) return std::unexpected(std::move(*refusal));
        EventDraft draft;
        draft.line = block.line;
        set_texts(component.get(), draft);
        if (draft.name.empty()) return std::unexpected("SUMMARY is missing");
        if (auto times = set_times(component.get(), draft); !times) return std::unexpected(std::move(times.error()));
        set_identity(component.get(), draft);
        return draft;
    }

private:
    static std::optional<Refusal> refuse(icalcomponent* event) {
        if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) return "is cancelled";
        for (const auto kind : {ICAL_RRULE_PROPERTY, ICAL_RDATE_PROPERTY})
            if (icalcomponent_get_first_property(event, kind) != nullptr)
                return "is recurring: each of its dates has to be an event of its own";
        return std::nullopt;
    }

    static void set_texts(icalcomponent* event, EventDraft& draft) {
        draft.name = line_of(event, ICAL_SUMMARY_PROPERTY, icalproperty_get_summary).value_or("");
        draft.description = text_of(event, ICAL_DESCRIPTION_PROPERTY, icalproperty_get_description);
        draft.url = web_address(text_of(event, ICAL_URL_PROPERTY, icalproperty_get_url));
        draft.topics = topics_of(event);
        auto place = split_location(line_of(event, ICAL_LOCATION_PROPERTY, icalproperty_get_location).value_or(""));
        draft.venue = std::move(place.venue);
        draft.city = std::move(place.city);
        draft.country = std::move(place.country);
    }

    std::expected<void, Refusal> set_times(icalcomponent* event, EventDraft& draft) const {
        auto* property = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
        if (property == nullptr) return std::unexpected("DTSTART is missing, or not a time");
        const auto start = moment_of(property, icalproperty_get_dtstart(property), "DTSTART");
        if (!start) return std::unexpected(start.error());
        draft.starts_at = start->time;
        draft.time_zone = start->zone;
        draft.all_day = start->date;
        auto end = end_of(event, *start);
        if (!end) return std::unexpected(std::move(end.error()));
        draft.ends_at = *end;
        if (draft.ends_at && *draft.ends_at < draft.starts_at) return std::unexpected("DTEND is before DTSTART");
        return {};
    }

    std::expected<std::optional<Timestamp>, Refusal> end_of(icalcomponent* event, const Moment& start) const {
        if (auto* property = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY)) {
            const auto end = moment_of(property, icalproperty_get_dtend(property), "DTEND");
            if (!end) return std::unexpected(end.error());
            // Some programs write the first day as the end of a single day.
            if (start.date && end->time == start.time) return next_midnight(start);
            return end->time;
        }
        if (auto* property = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY))
            return start.time + std::chrono::seconds(icaldurationtype_as_int(icalproperty_get_duration(property)));
        return start.date ? std::optional(next_midnight(start)) : std::nullopt;
    }

    static Timestamp next_midnight(const Moment& start) {
        const auto day = std::chrono::floor<std::chrono::days>(to_local(start.time, start.zone).time);
        return midnight(day + std::chrono::days(1), start.zone);
    }

    std::expected<Moment, Refusal> moment_of(icalproperty* property, icaltimetype time, const char* name) const {
        const std::chrono::year_month_day date(std::chrono::year(time.year),
                                               std::chrono::month(static_cast<unsigned>(time.month)),
                                               std::chrono::day(static_cast<unsigned>(time.day)));
        if (icaltime_is_null_time(time) || !date.ok() || time.year < 1970 || time.year > 9999)
            return std::unexpected(std::string(name) + " is not a time");
        auto zone = zone_of(property);
        if (!zone) return std::unexpected(std::move(zone.error()));
        const auto clock_time = std::chrono::hours(time.is_date != 0 ? 0 : time.hour) +
                                std::chrono::minutes(time.is_date != 0 ? 0 : time.minute) +
                                std::chrono::seconds(time.is_date != 0 ? 0 : std::min(time.second, 59));
        const auto local = std::chrono::local_days(date) + clock_time;
        return Moment{.time = from_local(local, icaltime_is_utc(time) ? "UTC" : *zone),
                      .zone = std::move(*zone),
                      .date = time.is_date != 0};
    }

    /// A TZID is an IANA name, or ends in one, or is explained by its VTIMEZONE.
    std::expected<std::string, Refusal> zone_of(icalproperty* property) const {
        auto* parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
        const std::string id = parameter != nullptr ? icalparameter_get_tzid(parameter) : calendar_.time_zone;
        if (id.empty()) return "UTC";
        for (std::string_view name = id;;) {
            if (is_time_zone(name)) return std::string(name);
            const auto slash = name.find('/');
            if (slash == std::string_view::npos) break;
            name.remove_prefix(slash + 1);
        }
        const auto explained = calendar_.zone_names.find(id);
        if (explained != calendar_.zone_names.end() && is_time_zone(explained->second)) return explained->second;
        return std::unexpected("the time zone \"" + id + "\" is not known");
    }

    static void set_identity(icalcomponent* event, EventDraft& draft) {
        const auto uid = text_of(event, ICAL_UID_PROPERTY, icalproperty_get_uid);
        if (!uid) {
            draft.identity = "ics\n" + draft.name + "\n" + to_rfc3339(draft.starts_at) + "\n" +
                             draft.city.value_or("") + "\n" + draft.url.value_or("");
            return;
        }
        draft.identity = "uid\n" + *uid;
        if (auto* property = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY))
            draft.identity += std::string("\n") + icaltime_as_ical_string(icalproperty_get_recurrenceid(property));
    }

    const CalendarBlocks& calendar_;
};

}  // namespace

Reading read_calendar(std::string_view text) {
    icalerror_set_errors_are_fatal(false);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto calendar = part_calendar(text);
    const EventReader reader(calendar);
    Reading reading;
    for (const auto& block : calendar.events) {
        if (auto draft = reader.read(block))
            reading.drafts.push_back(std::move(*draft));
        else
            reading.faults.push_back({block.line, std::move(draft.error())});
    }
    if (calendar.events.empty()) reading.faults.push_back({1, "the file holds no event"});
    return reading;
}

}  // namespace boxoffice::event
