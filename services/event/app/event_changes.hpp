#pragma once

#include "platform/json/read.hpp"
#include "services/event/ports/event_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::event {

/// The members of an event that are to be different; null clears an optional one. The last five are read-only: they
/// may be given as they are.
struct EventChanges {
    json::Change<std::string> name;
    json::Change<Timestamp> starts_at;
    json::Change<Timestamp> ends_at;
    json::Change<std::string> time_zone;
    json::Change<bool> all_day;
    json::Change<std::string> description;
    json::Change<std::string> venue;
    json::Change<std::string> city;
    json::Change<std::string> country;
    json::Change<std::string> url;
    json::Change<std::vector<std::string>> topics;
    json::Change<std::int64_t> capacity;
    json::Change<std::int64_t> price;
    json::Change<std::string> currency;
    json::Change<std::int64_t> max_tickets_per_user;
    json::Change<EventStatus> status;

    json::Change<std::string> id;
    json::Change<std::string> organizer_id;
    json::Change<std::int64_t> available;
    json::Change<Timestamp> created_at;
    json::Change<Timestamp> updated_at;
};
BOOST_DESCRIBE_STRUCT(EventChanges, (),
                      (name, starts_at, ends_at, time_zone, all_day, description, venue, city, country, url, topics,
                       capacity, price, currency, max_tickets_per_user, status, id, organizer_id, available, created_at,
                       updated_at))

/// Adds every fault that can be found without knowing the event.
void check(const EventChanges& changes, Faults& faults);

/// Lays the changes over the event.
void apply(const EventChanges& changes, Event& event);

/// Adds a fault for each read-only member that is not as in the record. `seen_before`: the caller named the edit that
/// it saw; tickets sold since then do not make its `available` wrong.
void check_read_only(const EventChanges& changes, const EventRecord& record, bool seen_before, Faults& faults);

}  // namespace boxoffice::event
