#include "services/user/api/pages/parts.hpp"

#include "platform/guilloche/guilloche.hpp"
#include "platform/id/reference.hpp"
#include "services/user/api/pages/wording.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::user {
namespace {

constexpr std::size_t long_name_bytes = 60;

struct TestCard {
    std::string_view method;
    std::string_view words;
};
constexpr std::array test_cards{
    TestCard{"pm_approved", "Test card that is approved"},
    TestCard{"pm_declined", "Test card that is declined"},
    TestCard{"pm_insufficient_funds", "Test card without enough money"},
    TestCard{"pm_slow", "Test card whose bank is slow"},
    TestCard{"pm_timeout", "Test card whose bank does not answer"},
};

void set_facts(View& view, const EventFacts& event) {
    set_date_block(view, event);
    view.set("event_href", "/events/" + event.id);
    view.set("name", event.name).set("long", event.name.size() > long_name_bytes);
    view.set("when", when(event));
    view.set("when_short", when_beside_block(event));
    view.set("where", where(event));
}

// Why it cannot be bought, where it is not for want of tickets.
std::string_view sale_state(const EventAnswer& event, Timestamp now) {
    if (event.cancelled) return "cancelled";
    if (event.has_begun(now)) return "sales are over";
    return event.suspended ? "sales are paused" : "";
}

std::string_view status_kind(std::string_view status) {
    if (status == "CONFIRMED") return "success";
    return status == "PENDING" ? "warning" : "quiet";
}

std::string_view amount_words(const BookingAnswer& booking) {
    if (booking.amount == 0) return "Price";
    if (booking.status == "PENDING") return "To pay";
    return booking.status == "REJECTED" ? "Not charged" : "Paid";
}

}  // namespace

void set_date_block(View& view, const EventFacts& event) {
    const auto block = date_block(event);
    view.set("month", block.month).set("day", block.day).set("weekday", block.weekday);
    view.set("ink", static_cast<std::int64_t>(guilloche_ink(event.id))).set("guilloche", guilloche_svg(event.id));
    view.set("starts_at", to_rfc3339(event.starts_at));
}

void set_availability(View& view, const EventAnswer& event) {
    const auto left = std::clamp<std::int64_t>(event.available, 0, event.capacity);
    auto share = event.capacity > 0 ? left * 100 / event.capacity : 0;
    if (left > 0) share = std::max<std::int64_t>(share, 2);
    view.set("left", left_words(left)).set("share", std::to_string(share));
    view.set("sold_out", left == 0).set("few", left > 0 && left <= 20);
}

View event_row_view(const EventAnswer& event, Timestamp now) {
    View view;
    set_facts(view, event);
    set_availability(view, event);
    view.set("price", price_words(event.price, event.currency));
    view.set("state", sale_state(event, now));
    return view;
}

std::vector<View> month_views(const std::vector<EventAnswer>& events, Timestamp now) {
    std::vector<View> months;
    for (auto first = events.begin(); first != events.end();) {
        const auto month = date_block(*first).month_year;
        const auto end =
            std::find_if(first, events.end(), [&](const auto& event) { return date_block(event).month_year != month; });
        std::vector<View> rows;
        for (; first != end; ++first) rows.push_back(event_row_view(*first, now));
        months.push_back(View().set("month_year", month).set("events", rows));
    }
    return months;
}

View ticket_view(const BookingAnswer& booking) {
    View view;
    set_facts(view, booking.event);
    view.set("href", "/bookings/" + booking.id).set("link", true);
    view.set("tickets", count_words(booking.tickets)).set("ticket_noun", booking.tickets == 1 ? "Ticket" : "Tickets");
    view.set("amount", price_words(booking.amount, booking.currency)).set("amount_label", amount_words(booking));
    view.set("status", status_words(booking.status)).set("status_kind", status_kind(booking.status));
    view.set("reference", reference(booking.id)).set("booking_id", booking.id);
    const bool gave_back = !booking.has_tickets() && booking.refunded > 0;
    view.set("refunded", gave_back ? money(booking.refunded, booking.currency) : "");
    return view;
}

View quantity_view(std::int64_t chosen, std::int64_t most, std::int64_t price, std::string_view currency) {
    View view;
    view.set("chosen", std::clamp<std::int64_t>(chosen, 1, std::max<std::int64_t>(1, most)));
    view.set("most", most).set("minor", price).set("currency", currency);
    view.set("decimals", std::to_string(currency_decimals(currency))).set("limit", "");
    return view;
}

std::vector<View> payment_views(std::string_view chosen) {
    std::vector<View> views;
    for (const auto& card : test_cards)
        views.push_back(
            View().set("method", card.method).set("words", card.words).set("selected", card.method == chosen));
    return views;
}

View notice_view(std::string_view kind, std::string_view title, std::string_view text) {
    return View().set("kind", kind).set("title", title).set("text", text).set("urgent", kind == "danger");
}

std::string known_payment_method(std::string_view method) {
    const auto found = std::ranges::find(test_cards, method, &TestCard::method);
    return std::string(found == test_cards.end() ? test_cards.front().method : found->method);
}

}  // namespace boxoffice::user
