#include "services/event/app/event_changes.hpp"

#include "services/event/domain/event_rules.hpp"

namespace boxoffice::event {

namespace {

template <class T>
void require_value(const json::Change<T>& change, const char* pointer, Faults& faults) {
    if (change.given && !change.value) faults.add(pointer, "must not be null");
}

template <class T>
void set(const json::Change<T>& change, T& member) {
    if (change.given && change.value) member = *change.value;
}

template <class T>
void set(const json::Change<T>& change, std::optional<T>& member) {
    if (change.given) member = change.value;
}

template <class T>
void require_same(const json::Change<T>& change, const T& present, const char* pointer, Faults& faults) {
    if (change.given && change.value != present) faults.add(pointer, "cannot be changed");
}

/// An event of which nothing can be wrong.
Event faultless() {
    Event event;
    event.details.name = "-";
    event.details.starts_at = Timestamp::min();
    event.details.capacity = 1;
    event.details.currency = "EUR";
    return event;
}

}  // namespace

void check(const EventChanges& changes, Faults& faults) {
    require_value(changes.name, "/name", faults);
    require_value(changes.starts_at, "/starts_at", faults);
    require_value(changes.time_zone, "/time_zone", faults);
    require_value(changes.all_day, "/all_day", faults);
    require_value(changes.topics, "/topics", faults);
    require_value(changes.capacity, "/capacity", faults);
    require_value(changes.price, "/price", faults);
    require_value(changes.currency, "/currency", faults);
    require_value(changes.status, "/status", faults);
    auto event = faultless();
    apply(changes, event);
    check(event.details, faults);
}

void apply(const EventChanges& changes, Event& event) {
    auto& details = event.details;
    set(changes.name, details.name);
    set(changes.starts_at, details.starts_at);
    set(changes.ends_at, details.ends_at);
    set(changes.time_zone, details.time_zone);
    set(changes.all_day, details.all_day);
    set(changes.description, details.description);
    set(changes.venue, details.venue);
    set(changes.city, details.city);
    set(changes.country, details.country);
    set(changes.url, details.url);
    set(changes.topics, details.topics);
    set(changes.capacity, details.capacity);
    set(changes.price, details.price);
    set(changes.currency, details.currency);
    set(changes.max_tickets_per_user, details.max_tickets_per_user);
    set(changes.status, event.status);
    tidy(details);
}

void check_read_only(const EventChanges& changes, const EventRecord& record, bool seen_before, Faults& faults) {
    require_same(changes.id, record.event.id.text(), "/id", faults);
    require_same(changes.organizer_id, record.event.organizer_id.text(), "/organizer_id", faults);
    require_same(changes.created_at, record.event.created_at, "/created_at", faults);
    require_same(changes.updated_at, record.event.updated_at, "/updated_at", faults);
    const auto& available = changes.available.value;
    const bool was_true = seen_before && available && *available >= 0 && *available <= record.event.details.capacity;
    if (!was_true) require_same(changes.available, record.inventory->room().available(), "/available", faults);
}

}  // namespace boxoffice::event
