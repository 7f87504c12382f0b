#include "services/event/adapters/mongo/event_documents.hpp"

#include "services/event/domain/search.hpp"

#include <array>

namespace boxoffice::event {

namespace {

using mongo::Document;

constexpr std::array optional_members{"ends_at", "description", "venue",    "city",
                                      "country", "url",         "city_key", "country_key"};

std::optional<std::string> folded(const std::optional<std::string>& text) {
    return text ? std::optional(fold(*text)) : std::nullopt;
}

std::vector<std::string> folded(const std::vector<std::string>& texts) {
    std::vector<std::string> result;
    for (const auto& text : texts) result.push_back(fold(text));
    return result;
}

Document texts_of(const Event& event, std::int64_t v) {
    const auto& details = event.details;
    return Document{{"v", v},
                    {"edit", event.edit},
                    {"listed", event.status != EventStatus::CANCELLED},
                    {"tenant", event.tenant},
                    {"organizer_id", event.organizer_id},
                    {"created_at", event.created_at},
                    {"updated_at", event.updated_at},
                    {"name", details.name},
                    {"starts_at", details.starts_at},
                    {"ends_at", details.ends_at},
                    {"time_zone", details.time_zone},
                    {"all_day", details.all_day},
                    {"venue", details.venue},
                    {"city", details.city},
                    {"country", details.country},
                    {"url", details.url},
                    {"topics", details.topics},
                    {"description", details.description},
                    {"search", search_text(details)},
                    {"topic_keys", folded(details.topics)},
                    {"city_key", folded(details.city)},
                    {"country_key", folded(details.country)}};
}

}  // namespace

Document pending_texts(const Event& event, std::int64_t v) {
    const auto texts = texts_of(event, v);
    Document absent;
    for (const auto* name : optional_members)
        if (!texts.view().optional(name)) absent.append(name, true);
    return Document{{"v", v}, {"set", texts}, {"unset", absent}};
}

Document pending_removal(std::int64_t v) {
    return Document{{"v", v}, {"set", Document{{"v", v}, {"listed", false}}}, {"unset", Document()}};
}

Event read_event(mongo::View texts, const Inventory& inventory) {
    const auto& type = inventory.types.at(TypeId(general_admission));
    return {.id = inventory.event_id,
            .tenant = texts.get<std::string>("tenant"),
            .organizer_id = texts.get<UserId>("organizer_id"),
            .details = {.name = texts.get<std::string>("name"),
                        .starts_at = texts.get<Timestamp>("starts_at"),
                        .ends_at = texts.find<Timestamp>("ends_at"),
                        .time_zone = texts.get<std::string>("time_zone"),
                        .all_day = texts.get<bool>("all_day"),
                        .description = texts.find<std::string>("description"),
                        .venue = texts.find<std::string>("venue"),
                        .city = texts.find<std::string>("city"),
                        .country = texts.find<std::string>("country"),
                        .url = texts.find<std::string>("url"),
                        .topics = texts.get<std::vector<std::string>>("topics"),
                        .capacity = inventory.room().capacity,
                        .price = type.price,
                        .currency = type.currency,
                        .max_tickets_per_user = inventory.per_holder_max},
            .status = status_of(inventory.state),
            .edit = texts.get<std::int64_t>("edit"),
            .created_at = texts.get<Timestamp>("created_at"),
            .updated_at = texts.get<Timestamp>("updated_at")};
}

}  // namespace boxoffice::event
