#include "services/event/api/input.hpp"

#include "platform/http/query.hpp"
#include "platform/json/read.hpp"
#include "platform/json/write.hpp"
#include "services/event/domain/event_rules.hpp"
#include "services/event/domain/search.hpp"

#include <algorithm>
#include <charconv>

namespace boxoffice::event {

namespace {

constexpr std::string_view list_kind = "events";
constexpr std::size_t drafts_max = 500;
constexpr std::size_t types_max = 20;

struct NewEvent {
    std::string name;
    Timestamp starts_at{};
    std::int64_t capacity = 0;
    std::int64_t price = 0;
    std::string currency;
    std::optional<Timestamp> ends_at;
    std::optional<std::string> time_zone;
    std::optional<bool> all_day;
    std::optional<std::string> description;
    std::optional<std::string> venue;
    std::optional<std::string> city;
    std::optional<std::string> country;
    std::optional<std::string> url;
    std::optional<std::vector<std::string>> topics;
    std::optional<std::int64_t> max_tickets_per_user;
};
BOOST_DESCRIBE_STRUCT(NewEvent, (),
                      (name, starts_at, capacity, price, currency, ends_at, time_zone, all_day, description, venue,
                       city, country, url, topics, max_tickets_per_user))

struct CommandBody {
    std::int64_t n = 0;
    Quantities held;
    Quantities sold;
    std::string holder;
};
BOOST_DESCRIBE_STRUCT(CommandBody, (), (n, held, sold, holder))

EventDetails details_of(NewEvent body) {
    EventDetails details{.name = std::move(body.name),
                         .starts_at = body.starts_at,
                         .ends_at = body.ends_at,
                         .time_zone = body.time_zone.value_or("UTC"),
                         .all_day = body.all_day.value_or(false),
                         .description = std::move(body.description),
                         .venue = std::move(body.venue),
                         .city = std::move(body.city),
                         .country = std::move(body.country),
                         .url = std::move(body.url),
                         .topics = std::move(body.topics).value_or(std::vector<std::string>()),
                         .capacity = body.capacity,
                         .price = body.price,
                         .currency = std::move(body.currency),
                         .max_tickets_per_user = body.max_tickets_per_user};
    tidy(details);
    return details;
}

std::optional<EventFilter::Position> position_of(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    std::int64_t milliseconds = 0;
    const auto end = text.data() + slash;
    if (std::from_chars(text.data(), end, milliseconds).ptr != end) return std::nullopt;
    const auto id = EventId::parse(text.substr(slash + 1));
    if (!id) return std::nullopt;
    return EventFilter::Position{Timestamp(std::chrono::milliseconds(milliseconds)), *id};
}

std::optional<std::string> folded(const std::optional<std::string>& text) {
    return text ? std::optional(fold(*text)) : std::nullopt;
}

/// A tag `"<edit>.<v>"` with its quotes.
std::optional<std::int64_t> edit_of(std::string_view tag) {
    while (!tag.empty() && (tag.front() == ' ' || tag.front() == '\t')) tag.remove_prefix(1);
    while (!tag.empty() && (tag.back() == ' ' || tag.back() == '\t')) tag.remove_suffix(1);
    if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
    tag = tag.substr(1, tag.size() - 2);
    std::int64_t edit = 0;
    const auto end = tag.data() + std::min(tag.find('.'), tag.size());
    const auto [stopped, error] = std::from_chars(tag.data(), end, edit);
    return error == std::errc{} && stopped == end ? std::optional(edit) : std::nullopt;
}

bool is_type_name(std::string_view name) {
    return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

void check_quantities(const Quantities& quantities, const std::string& pointer, Faults& faults) {
    if (quantities.size() > types_max) faults.add(pointer, "must name at most 20 types");
    for (const auto& [type, quantity] : quantities) {
        if (!is_type_name(type)) faults.add(json::pointer(pointer, type), "is not a ticket type");
        if (quantity < 0 || quantity > capacity_max)
            faults.add(json::pointer(pointer, type), "must be 0 to " + std::to_string(capacity_max));
    }
}

}  // namespace

std::expected<NewEventInput, Problem> read_new_event(const http::Request& request, Faults& faults) {
    auto body = json::read<NewEvent>(request.body, faults);
    if (!body) return std::unexpected(std::move(body.error()));
    NewEventInput input{.details = {}, .canonical = json::write(*body)};
    input.details = details_of(std::move(*body));
    check(input.details, faults);
    return input;
}

std::expected<EventChanges, Problem> read_changes(const http::Request& request, Faults& faults) {
    auto changes = json::read<EventChanges>(request.body, faults);
    if (changes) check(*changes, faults);
    return changes;
}

EventFilter read_filter(const http::Request& request, Timestamp now, Faults& faults) {
    http::QueryReader query(request, faults);
    EventFilter filter{.words = search_words(query.text("q").value_or("")),
                       .topic = folded(query.text("topic")),
                       .city = folded(query.text("city")),
                       .country = folded(query.text("country")),
                       .from = query.time("from", now),
                       .to = query.time("to", now),
                       .after = {},
                       .limit = query.limit()};
    if (const auto cursor = query.cursor(list_kind)) {
        filter.after = position_of(*cursor);
        if (!filter.after) faults.add("?cursor", "was not made by this list");
    }
    query.finish();
    return filter;
}

std::string cursor_after(const Event& event) {
    const auto milliseconds = event.details.starts_at.time_since_epoch().count();
    return http::make_cursor(list_kind, std::to_string(milliseconds) + "/" + event.id.text());
}

std::optional<EditGuard> read_guard(const http::Request& request) {
    auto header = request.header("If-Match");
    if (header.empty()) return std::nullopt;
    EditGuard guard{.any = header == "*", .edits = {}};
    while (!header.empty()) {
        const auto end = std::min(header.find(','), header.size());
        if (const auto edit = edit_of(header.substr(0, end))) guard.edits.push_back(*edit);
        header.remove_prefix(std::min(end + 1, header.size()));
    }
    return guard;
}

std::expected<AllocationCommand, Problem> read_command(const http::Request& request, Faults& faults) {
    auto body = json::read<CommandBody>(request.body, faults);
    if (!body) return std::unexpected(std::move(body.error()));
    if (body->n < 1) faults.add("/n", "must be 1 or more");
    check_quantities(body->held, "/held", faults);
    check_quantities(body->sold, "/sold", faults);
    if (body->holder.empty() || body->holder.size() > 200) faults.add("/holder", "must be 1 to 200 bytes");
    return AllocationCommand{.booking_id = {},
                             .n = body->n,
                             .held = std::move(body->held),
                             .sold = std::move(body->sold),
                             .holder = std::move(body->holder)};
}

std::expected<ImportInput, Problem> read_import(const http::Request& request, Faults& faults) {
    auto input = json::read<ImportInput>(request.body, faults);
    if (!input) return input;
    if (input->drafts.size() > drafts_max) faults.add("/drafts", "must be at most " + std::to_string(drafts_max));
    Faults of_defaults;
    Imports::check(input->defaults, of_defaults);
    for (auto& fault : of_defaults.take()) faults.add("/defaults" + fault.pointer, std::move(fault.detail));
    return input;
}

}  // namespace boxoffice::event
