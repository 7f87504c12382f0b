#include "services/booking/api/input.hpp"

#include "platform/http/query.hpp"
#include "platform/json/read.hpp"
#include "platform/json/write.hpp"

#include <boost/json/parse.hpp>
#include <charconv>

namespace boxoffice::booking {

namespace {

constexpr std::int64_t tickets_max = 10;
constexpr std::size_t payment_method_bytes_max = 64;
constexpr std::string_view default_payment_method = "pm_approved";
constexpr std::string_view list_kind = "bookings";

struct OrderBody {
    std::string event_id;
    std::int64_t tickets = 1;
    std::optional<std::string> user_id;
    std::optional<std::string> payment_method;
};
BOOST_DESCRIBE_STRUCT(OrderBody, (), (event_id, tickets, user_id, payment_method))

void check_tickets(std::int64_t tickets, Faults& faults) {
    if (tickets < 1 || tickets > tickets_max) faults.add("/tickets", "must be 1 to 10");
}

std::string checked_payment_method(const std::optional<std::string>& given, Faults& faults) {
    if (!given) return std::string(default_payment_method);
    const bool good =
        !given->empty() && given->size() <= payment_method_bytes_max && std::ranges::all_of(*given, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        });
    if (!good) faults.add("/payment_method", "must be 1 to 64 letters, digits or underscores, such as pm_approved");
    return *given;
}

}  // namespace

std::expected<OrderInput, Problem> read_order(const http::Request& request, Faults& faults) {
    auto body = json::read<OrderBody>(request.body, faults);
    if (!body) return std::unexpected(std::move(body.error()));
    check_tickets(body->tickets, faults);
    OrderInput input;
    input.canonical = json::write(*body);
    input.order.payment_method = checked_payment_method(body->payment_method, faults);
    input.order.tickets = body->tickets;
    // An id that cannot be one names nothing; the nil id does the same, so that it is answered as an absent one.
    input.order.event_id = EventId::parse(body->event_id).value_or(EventId{});
    if (body->user_id) input.order.user_id = PersonId::parse(*body->user_id).value_or(PersonId{});
    return input;
}

std::expected<ChangeInput, Problem> read_change(const http::Request& request, Faults& faults) {
    auto document = json::parse(request.body);
    if (!document) return std::unexpected(std::move(document.error()));
    for (auto& duplicate : document->duplicates) faults.add(std::move(duplicate.pointer), std::move(duplicate.detail));
    const auto* object = document->root.if_object();
    if (object == nullptr) {
        faults.add("", "must be an object");
        return ChangeInput{};
    }
    ChangeInput input;
    std::optional<std::string> method;
    if (const auto* value = object->if_contains("tickets")) {
        json::read(*value, "/tickets", input.tickets.emplace(), faults);
        check_tickets(*input.tickets, faults);
    }
    if (const auto* value = object->if_contains("payment_method"))
        json::read(*value, "/payment_method", method, faults);
    if (const auto* value = object->if_contains("status")) {
        Status status{};
        json::read(*value, "/status", status, faults);
        input.cancel = status == Status::CANCELLED;
    }
    input.payment_method = checked_payment_method(method, faults);
    input.body = request.body;
    return input;
}

void check_read_only(const ChangeInput& input, const std::string& current, Faults& faults) {
    const auto wanted = boost::json::parse(input.body);
    const auto present = boost::json::parse(current);
    for (const auto& [name, value] : wanted.get_object()) {
        const bool is_status = name == "status";
        if (name == "tickets" || name == "payment_method" || (is_status && input.cancel)) continue;
        const auto* now = present.get_object().if_contains(name);
        if (now == nullptr ? value.is_null() : *now == value) continue;
        const auto at = json::pointer("", name);
        if (is_status)
            faults.add(at, "can only be changed to CANCELLED");
        else
            faults.add(at, now == nullptr ? "is not a member of a booking" : "is read-only");
    }
}

ListInput read_list(const http::Request& request, Faults& faults) {
    http::QueryReader query(request, faults);
    ListInput input;
    // A malformed id is one that nothing has: the list is empty.
    if (const auto id = query.text("user_id")) input.filter.user_id = PersonId::parse(*id).value_or(PersonId{});
    if (const auto id = query.text("event_id")) input.filter.event_id = EventId::parse(*id).value_or(EventId{});
    input.filter.status = query.one_of<Status>("status");
    input.limit = query.limit();
    if (const auto position = query.cursor(list_kind)) {
        input.before = BookingId::parse(*position);
        if (!input.before) faults.add("?cursor", "was not made by this list");
    }
    query.finish();
    return input;
}

std::optional<int> expected_rev(const http::Request& request) {
    auto text = request.header("If-Match");
    if (text.empty() || text == "*") return std::nullopt;
    if (text.size() < 3 || text.front() != '"' || text.back() != '"') return 0;
    text = text.substr(1, text.size() - 2);
    int rev = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), rev);
    return error == std::errc{} && stopped == text.data() + text.size() ? rev : 0;
}

std::string cursor_after(const Booking& booking) { return http::make_cursor(list_kind, booking.id.text()); }

}  // namespace boxoffice::booking
