#include "services/event/domain/draft.hpp"

#include "services/event/domain/event_rules.hpp"

namespace boxoffice::event {

EventDetails details_of(const EventDraft& draft, const ImportDefaults& defaults) {
    EventDetails details;
    details.capacity = defaults.capacity;
    details.price = defaults.price;
    details.currency = defaults.currency;
    apply(draft, details);
    return details;
}

void apply(const EventDraft& draft, EventDetails& details) {
    details.name = draft.name;
    details.starts_at = draft.starts_at;
    details.ends_at = draft.ends_at;
    details.time_zone = draft.time_zone;
    details.all_day = draft.all_day;
    details.description = draft.description;
    details.venue = draft.venue;
    details.city = draft.city;
    details.country = draft.country;
    details.url = draft.url;
    details.topics = draft.topics;
    tidy(details);
}

std::string content_of(const EventDraft& draft) {
    std::string content;
    const auto add = [&](std::string_view text) { content.append(text).push_back('\0'); };
    add(draft.name);
    add(std::to_string(draft.starts_at.time_since_epoch().count()));
    add(draft.ends_at ? std::to_string(draft.ends_at->time_since_epoch().count()) : "");
    add(draft.time_zone);
    add(draft.all_day ? "all day" : "");
    for (const auto* text : {&draft.description, &draft.venue, &draft.city, &draft.country, &draft.url})
        add(text->value_or(""));
    for (const auto& topic : draft.topics) add(topic);
    return content;
}

}  // namespace boxoffice::event
