#include "services/user/api/pages/answers.hpp"

#include "platform/json/read.hpp"

#include <algorithm>
#include <stdexcept>

namespace boxoffice::user {
namespace {

using boost::json::object;
using boost::json::value;

const value* find(const object& members, std::string_view name) {
    const auto* found = members.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
}

[[noreturn]] void missing(std::string_view name) {
    throw std::runtime_error(fmt::format("a neighbour's answer has no proper member \"{}\"", name));
}

std::string text(const object& members, std::string_view name) {
    const auto* found = find(members, name);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::string needed_text(const object& members, std::string_view name) {
    auto found = text(members, name);
    return found.empty() ? missing(name), found : found;
}

std::int64_t number(const object& members, std::string_view name, std::int64_t otherwise) {
    const auto* found = find(members, name);
    return found && found->is_int64() ? found->get_int64() : otherwise;
}

std::int64_t needed_number(const object& members, std::string_view name) {
    const auto* found = find(members, name);
    return found && found->is_int64() ? found->get_int64() : (missing(name), 0);
}

bool flag(const object& members, std::string_view name) {
    const auto* found = find(members, name);
    return found && found->is_bool() && found->get_bool();
}

const object& as_object(const value& item, std::string_view name) {
    return item.is_object() ? item.get_object() : (missing(name), item.get_object());
}

void read_facts(const object& members, EventFacts& facts) {
    const auto starts_at = from_rfc3339(text(members, "starts_at"));
    if (!starts_at) missing("starts_at");
    facts.name = needed_text(members, "name");
    facts.starts_at = *starts_at;
    facts.ends_at = from_rfc3339(text(members, "ends_at"));
    if (auto zone = text(members, "time_zone"); !zone.empty()) facts.time_zone = std::move(zone);
    facts.all_day = flag(members, "all_day");
    facts.venue = text(members, "venue");
    facts.city = text(members, "city");
    facts.country = text(members, "country");
}

EventAnswer event_of(const value& item) {
    const auto& members = as_object(item, "event");
    EventAnswer event;
    read_facts(members, event);
    event.id = needed_text(members, "id");
    event.description = text(members, "description");
    event.url = text(members, "url");
    if (const auto* topics = find(members, "topics"); topics && topics->is_array())
        for (const auto& topic : topics->get_array())
            if (topic.is_string()) event.topics.emplace_back(topic.get_string());
    event.capacity = needed_number(members, "capacity");
    event.available = needed_number(members, "available");
    event.price = needed_number(members, "price");
    event.currency = needed_text(members, "currency");
    event.tickets_per_user_max = number(members, "max_tickets_per_user", tickets_a_booking_max);
    event.cancelled = text(members, "status") == "CANCELLED";
    event.suspended = text(members, "status") == "SUSPENDED";
    return event;
}

BookingAnswer booking_of(const value& item) {
    const auto& members = as_object(item, "booking");
    BookingAnswer booking;
    booking.id = needed_text(members, "id");
    const auto* event = find(members, "event");
    read_facts(event ? as_object(*event, "event") : (missing("event"), members), booking.event);
    booking.event.id = needed_text(members, "event_id");
    booking.tickets = needed_number(members, "tickets");
    booking.amount = needed_number(members, "amount");
    booking.currency = needed_text(members, "currency");
    booking.status = needed_text(members, "status");
    booking.reason = text(members, "reason");
    booking.hold_until = from_rfc3339(text(members, "hold_until"));
    booking.refunded = number(members, "refunded", 0);
    return booking;
}

value parsed(std::string_view body) {
    auto document = json::parse(body);
    if (!document) throw std::runtime_error("a neighbour's answer is not JSON");
    return std::move(document->root);
}

template <class T>
std::vector<T> items_of(const object& members, T (*read_item)(const value&)) {
    const auto* data = find(members, "data");
    if (!data || !data->is_array()) missing("data");
    std::vector<T> items;
    for (const auto& item : data->get_array()) items.push_back(read_item(item));
    return items;
}

}  // namespace

std::int64_t EventAnswer::tickets_max(Timestamp now) const {
    if (!is_on_sale(now)) return 0;
    return std::min<std::int64_t>({tickets_a_booking_max, available, std::max<std::int64_t>(1, tickets_per_user_max)});
}

EventAnswer read_event(std::string_view body) { return event_of(parsed(body)); }

EventList read_events(std::string_view body) {
    const auto root = parsed(body);
    const auto& members = as_object(root, "list");
    return {items_of(members, event_of), text(members, "next_cursor")};
}

BookingAnswer read_booking(std::string_view body) { return booking_of(parsed(body)); }

BookingList read_bookings(std::string_view body) {
    const auto root = parsed(body);
    const auto& members = as_object(root, "list");
    return {items_of(members, booking_of), text(members, "next_cursor")};
}

std::string read_id(std::string_view body) {
    const auto root = parsed(body);
    return needed_text(as_object(root, "answer"), "id");
}

Refusal read_refusal(const http::Response& response) {
    if (response.problem) return refusal(*response.problem);
    Refusal result{response.status, "internal_error", {}, {}};
    const auto document = json::parse(response.body);
    if (!document || !document->root.is_object()) return result;
    const auto& members = document->root.get_object();
    result.code = text(members, "code");
    result.detail = text(members, "detail");
    if (const auto* errors = find(members, "errors"); errors && errors->is_array())
        for (const auto& error : errors->get_array())
            if (error.is_object())
                result.errors.push_back({text(error.get_object(), "pointer"), text(error.get_object(), "detail")});
    return result;
}

Refusal refusal(const Problem& problem) { return {problem.status(), problem.code, problem.detail, problem.errors}; }

}  // namespace boxoffice::user
