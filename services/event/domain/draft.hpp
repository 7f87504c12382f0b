#pragma once

#include "services/event/domain/event.hpp"

namespace boxoffice::event {

/// An event as a calendar or a table tells it, before it is one of ours.
struct EventDraft {
    std::int64_t line = 0;  ///< where it begins in its file
    std::string identity;   ///< what tells it from the other events of its organizer, over all files and imports
    std::string name;
    Timestamp starts_at{};
    std::optional<Timestamp> ends_at;
    std::string time_zone = "UTC";
    bool all_day = false;
    std::optional<std::string> description;
    std::optional<std::string> venue;
    std::optional<std::string> city;
    std::optional<std::string> country;
    std::optional<std::string> url;
    std::vector<std::string> topics;

    bool operator==(const EventDraft&) const = default;
};
BOOST_DESCRIBE_STRUCT(EventDraft, (),
                      (line, identity, name, starts_at, ends_at, time_zone, all_day, description, venue, city, country,
                       url, topics))

/// What a file does not say of its events.
struct ImportDefaults {
    std::int64_t capacity = 0;
    std::int64_t price = 0;  ///< minor units
    std::string currency;    ///< ISO 4217
};
BOOST_DESCRIBE_STRUCT(ImportDefaults, (), (capacity, price, currency))

/// A new event's details.
EventDetails details_of(const EventDraft& draft, const ImportDefaults& defaults);

/// Lays the draft's texts and times over an event's; capacity, price, currency and limit stay.
void apply(const EventDraft& draft, EventDetails& details);

/// All that the draft says of the event but its line, as one text: equal for equal drafts.
std::string content_of(const EventDraft& draft);

}  // namespace boxoffice::event
