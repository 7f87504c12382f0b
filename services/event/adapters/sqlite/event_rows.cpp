#include "services/event/adapters/sqlite/event_rows.hpp"

#include "platform/json/read.hpp"
#include "platform/json/write.hpp"
#include "services/event/adapters/sqlite/inventory_rows.hpp"
#include "services/event/domain/search.hpp"

#include <array>
#include <limits>

namespace boxoffice::event {

namespace {

#define EVENT_COLUMNS                                                                                        \
    "e.id, e.tenant, e.organizer_id, e.edit, e.starts_at, e.ends_at, e.time_zone, e.all_day, e.created_at, " \
    "e.updated_at, e.name, e.venue, e.city, e.country, e.url, e.topics, e.description"

constexpr const char* insert_row =
    "INSERT INTO event (id, tenant, organizer_id, created_at, import_identity, import_content, edit, listed, "
    "starts_at, ends_at, time_zone, all_day, updated_at, search, topic_key, city_key, country_key, name, venue, city, "
    "country, url, topics, description) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* update_row =
    "UPDATE event SET edit = ?2, listed = ?3, starts_at = ?4, ends_at = ?5, time_zone = ?6, all_day = ?7, "
    "updated_at = ?8, search = ?9, topic_key = ?10, city_key = ?11, country_key = ?12, name = ?13, venue = ?14, "
    "city = ?15, country = ?16, url = ?17, topics = ?18, description = ?19 WHERE id = ?1";
constexpr const char* row_by_id = "SELECT " EVENT_COLUMNS " FROM event e WHERE e.id = ?";
constexpr const char* listed_rows =
    "SELECT " EVENT_COLUMNS
    " FROM event e WHERE e.listed = 1 AND (e.starts_at, e.id) > (?1, ?2) AND e.starts_at <= ?3 "
    "AND (?4 IS NULL OR instr(e.topic_key, ?4)) AND (?5 IS NULL OR e.city_key = ?5) "
    "AND (?6 IS NULL OR e.country_key = ?6) AND (?7 IS NULL OR instr(e.search, ?7)) "
    "AND (?8 IS NULL OR instr(e.search, ?8)) AND (?9 IS NULL OR instr(e.search, ?9)) "
    "AND (?10 IS NULL OR instr(e.search, ?10)) ORDER BY e.starts_at, e.id LIMIT ?11";

std::optional<std::string> folded(const std::optional<std::string>& text) {
    return text ? std::optional(fold(*text)) : std::nullopt;
}

Event event_of(const sqlite::Rows& rows) {
    Event event{.id = {rows.uuid(0)},
                .tenant = rows.text(1),
                .organizer_id = {rows.uuid(2)},
                .details = {},
                .edit = rows.integer(3),
                .created_at = rows.time(8),
                .updated_at = rows.time(9)};
    auto& details = event.details;
    details.starts_at = rows.time(4);
    details.ends_at = rows.optional_time(5);
    details.time_zone = rows.text(6);
    details.all_day = rows.integer(7) != 0;
    details.name = rows.text(10);
    details.venue = rows.optional_text(11);
    details.city = rows.optional_text(12);
    details.country = rows.optional_text(13);
    details.url = rows.optional_text(14);
    details.topics = json::read_stored<std::vector<std::string>>(rows.text(15));
    details.description = rows.optional_text(16);
    return event;
}

std::optional<Event> find_row(sqlite::Connection& connection, EventId id) {
    auto rows = connection.query(row_by_id, id);
    return rows.next() ? std::optional(event_of(rows)) : std::nullopt;
}

void add_inventory(Event& event, const Inventory& inventory) {
    const auto& type = inventory.types.at(TypeId(general_admission));
    event.status = status_of(inventory.state);
    event.details.capacity = inventory.room().capacity;
    event.details.price = type.price;
    event.details.currency = type.currency;
    event.details.max_tickets_per_user = inventory.per_holder_max;
}

EventRecord record_of(sqlite::Connection& connection, Event event) {
    auto inventory = std::make_shared<Inventory>(complete_inventory(connection, event));
    add_inventory(event, *inventory);
    return {std::move(event), std::move(inventory)};
}

/// The last four slots are for words; what does not fit stays together in the last one.
std::array<std::optional<std::string>, 4> word_slots(const std::vector<std::string>& words) {
    std::array<std::optional<std::string>, 4> slots;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto& slot = slots[std::min(i, slots.size() - 1)];
        slot = slot ? *slot + " " + words[i] : words[i];
    }
    return slots;
}

EventFilter::Position lower_bound_of(const EventFilter& filter) {
    const EventFilter::Position begin{filter.from.value_or(Timestamp::min()), {}};
    if (!filter.after) return begin;
    return std::pair(filter.after->starts_at, filter.after->id) > std::pair(begin.starts_at, begin.id) ? *filter.after
                                                                                                       : begin;
}

}  // namespace

void insert_event(sqlite::Connection& connection, const Event& event, const std::optional<ImportMark>& mark) {
    const auto& details = event.details;
    connection.run(insert_row, event.id, event.tenant, event.organizer_id, event.created_at,
                   mark ? std::optional(mark->identity) : std::nullopt,
                   mark ? std::optional(mark->content) : std::nullopt, event.edit,
                   event.status != EventStatus::CANCELLED, details.starts_at, details.ends_at, details.time_zone,
                   details.all_day, event.updated_at, search_text(details), topic_text(details.topics),
                   folded(details.city), folded(details.country), details.name, details.venue, details.city,
                   details.country, details.url, json::write(details.topics), details.description);
    insert_inventory(connection, new_inventory(event));
}

void update_event(sqlite::Connection& connection, const Event& event) {
    const auto& details = event.details;
    connection.run(update_row, event.id, event.edit, event.status != EventStatus::CANCELLED, details.starts_at,
                   details.ends_at, details.time_zone, details.all_day, event.updated_at, search_text(details),
                   topic_text(details.topics), folded(details.city), folded(details.country), details.name,
                   details.venue, details.city, details.country, details.url, json::write(details.topics),
                   details.description);
}

std::optional<EventRecord> find_record(sqlite::Connection& connection, EventId id) {
    auto event = find_row(connection, id);
    if (!event) return std::nullopt;
    auto record = record_of(connection, std::move(*event));
    if (record.inventory->state == InventoryState::DELETED) return std::nullopt;
    return record;
}

std::vector<EventRecord> list_records(sqlite::Connection& connection, const EventFilter& filter) {
    const auto begin = lower_bound_of(filter);
    const auto slots = word_slots(filter.words);
    const auto topic = filter.topic ? std::optional("\n" + *filter.topic + "\n") : std::nullopt;
    std::vector<EventRecord> records;
    auto rows = connection.query(listed_rows, begin.starts_at, begin.id, filter.to.value_or(Timestamp::max()), topic,
                                 filter.city, filter.country, slots[0], slots[1], slots[2], slots[3], filter.limit);
    while (rows.next()) records.push_back(record_of(connection, event_of(rows)));
    return records;
}

}  // namespace boxoffice::event
