#include "services/user/api/pages/page_state.hpp"
#include "services/user/api/pages/wording.hpp"

#include "platform/json/write.hpp"

#include <algorithm>

namespace boxoffice::user {
namespace {

struct Order {
    std::string event_id;
    std::int64_t tickets = 0;
    std::string payment_method;
};
BOOST_DESCRIBE_STRUCT(Order, (), (event_id, tickets, payment_method))

struct TicketChange {
    std::int64_t tickets = 0;
    std::string payment_method;
};
BOOST_DESCRIBE_STRUCT(TicketChange, (), (tickets, payment_method))

// A refusal that is final uses the key up; after one that may be repeated, the same key makes sure of "once".
bool key_stays(const Refusal& refusal) { return refusal.status >= 500 || refusal.status == 429; }

std::string booking_path(const http::Request& request) {
    return "/bookings/" + percent_encoded(request.parameter("id"));
}

std::optional<View> done_notice(std::string_view done, const BookingAnswer& booking, const std::string& email) {
    if (done == "booked" && booking.has_tickets())
        return notice_view(
            "success", "Booked",
            fmt::format("{} yours. The confirmation goes to {}.",
                        booking.tickets == 1 ? "1 ticket is" : ticket_words(booking.tickets) + " are", email));
    if (done == "changed" && booking.has_tickets())
        return notice_view("success", "Changed",
                           fmt::format("This booking now has {}.", ticket_words(booking.tickets)));
    if (done == "changing" && booking.has_tickets())
        return notice_view("warning", "The change is under way",
                           "We are waiting for your bank. Until it answers, your booking is as you see it here.");
    return std::nullopt;
}

// How the booking stands, where the ticket itself does not say it all.
std::optional<View> state_notice(const BookingAnswer& booking, bool called_off) {
    const auto tickets = ticket_words(booking.tickets);
    if (booking.status == "PENDING") {
        const auto until =
            booking.hold_until ? " until " + clock_time(*booking.hold_until, booking.event.time_zone) : std::string();
        return notice_view("warning", "We are waiting for your bank",
                           fmt::format("{} {} held for you{}. This page looks again by itself. You may also leave it: "
                                       "once it is booked, we send the confirmation.",
                                       tickets, booking.tickets == 1 ? "is" : "are", until));
    }
    if (booking.status == "REJECTED") {
        const auto words = booking_rejected(booking.reason);
        return notice_view("danger", words.title, words.text);
    }
    const auto money_back = money(booking.refunded, booking.currency);
    const std::string why = called_off ? "The organizer called the event off. " : "";
    if (booking.status == "CANCELLED")
        return notice_view("quiet", "Cancelled",
                           why + (booking.refunded > 0 ? money_back + " is on its way back to the card you paid with."
                                                       : "There was nothing to pay back."));
    if (booking.status == "REFUNDED")
        return notice_view("quiet", "Cancelled and refunded",
                           why + money_back + " went back to the card you paid with.");
    return std::nullopt;
}

// What somebody who still wants the tickets can do; empty where nothing helps.
std::string again_words(const BookingAnswer& booking, Timestamp now) {
    if (booking.status != "REJECTED" || booking.event.starts_at <= now) return "";
    if (booking.reason == "payment_declined") return "Try another card";
    return booking.reason == "unanswered" || booking.reason == "sales_suspended" ? "Try again" : "";
}

std::int64_t change_max(const BookingAnswer& booking, const std::optional<EventAnswer>& event, Timestamp now) {
    if (!event || event->cancelled || event->has_begun(now)) return booking.tickets;
    return std::max(booking.tickets, std::min<std::int64_t>({tickets_a_booking_max, event->tickets_per_user_max,
                                                             booking.tickets + event->available}));
}

void set_change(View& view, const BookingAnswer& booking, const std::optional<EventAnswer>& event,
                const Attempt& attempt, Timestamp now) {
    const auto most = change_max(booking, event, now);
    const auto price = event ? event->price : 0;
    const auto shown = attempt.refusal ? attempt.tickets : booking.tickets;
    view.set("may_change", booking.has_tickets() && event && !event->has_begun(now) && most > 1);
    view.set("may_cancel", (booking.has_tickets() || booking.status == "PENDING") && booking.event.starts_at > now);
    view.set("quantity", quantity_view(shown, most, price, booking.currency).set("had", booking.tickets));
    view.set("price", price_words(price, booking.currency)).set("free", price == 0);
    view.set("payment_methods", payment_views(attempt.payment_method));
    view.set("had_words", ticket_words(booking.tickets));
    view.set("refund", booking.has_tickets() && booking.amount > 0 ? money(booking.amount, booking.currency) : "");
    view.set("is_pending", booking.status == "PENDING");
}

}  // namespace

Task<http::Response> Pages::booking(http::Request& request) {
    if (!request.signed_in()) co_return State::to_sign_in(request.target);
    co_return co_await state_->booking_again(request, {});
}

Task<http::Response> Pages::State::booking_again(const http::Request& request, Attempt attempt) {
    const auto answer = co_await ask(parts.bookings, request, http::Method::get, booking_path(request));
    if (answer.status != 200) co_return refused(request, read_refusal(answer));
    const auto booking = read_booking(answer.body);
    std::optional<EventAnswer> event;
    if (booking.status != "PENDING" && booking.status != "REJECTED") {
        const auto found =
            co_await ask(parts.events, request, http::Method::get, "/events/" + percent_encoded(booking.event.id));
        if (found.status == 200) event = read_event(found.body);
    }
    co_return booking_page(request, booking, event, attempt);
}

http::Response Pages::State::booking_page(const http::Request& request, const BookingAnswer& booking,
                                          const std::optional<EventAnswer>& event, const Attempt& attempt) {
    auto view = ticket_view(booking).set("link", false);
    set_change(view, booking, event, attempt, parts.clock.now());
    view.set("notice", false).set("refresh", booking.status == "PENDING");
    view.set("change_open", attempt.refusal.has_value());
    view.set("again_words", again_words(booking, parts.clock.now()));
    auto notice = done_notice(Fields::of_query(request).get("done"), booking, request.context.caller.email);
    if (!notice) notice = state_notice(booking, event && event->cancelled);
    if (attempt.refusal) {
        auto words = booking_refused(*attempt.refusal, event ? event->available : 0);
        if (attempt.refusal->code == "payment_declined")
            words.text = "Nothing was charged and your booking is as it was. Try another card.";
        notice = notice_view("danger", words.title, words.text);
    }
    if (notice) view.set("notice", *notice);
    return page(request, "booking", std::move(view), "Booking for " + booking.event.name,
                attempt.refusal ? attempt.refusal->status : 200);
}

Task<http::Response> Pages::book_submit(http::Request& request) {
    const auto fields = Fields::of_body(request);
    Attempt attempt{fields.number("tickets", 1, tickets_a_booking_max, 0),
                    known_payment_method(fields.get("payment_method")), fields.trimmed("idempotency_key"),
                    std::nullopt};
    const auto event_id = fields.trimmed("event_id");
    if (!request.signed_in()) {
        const auto tickets = std::to_string(std::max<std::int64_t>(1, attempt.tickets));
        co_return State::to_sign_in(with_query("/events/" + percent_encoded(event_id), {{"tickets", tickets}}));
    }
    if (state_->is_forged(request, fields)) co_return problem(request, forged);
    if (attempt.idempotency_key.empty()) attempt.idempotency_key = state_->fresh_key();
    const auto answer = co_await state_->ask(state_->parts.bookings, request, http::Method::post, "/bookings",
                                             json::write(Order{event_id, attempt.tickets, attempt.payment_method}),
                                             {{"Idempotency-Key", attempt.idempotency_key}});
    if (answer.status == 201 || answer.status == 202)
        co_return State::see_other("/bookings/" + read_id(answer.body) + "?done=booked");
    attempt.refusal = read_refusal(answer);
    // What is new is in the way of nothing: the booking service means the limit of tickets for one person.
    if (attempt.refusal->code == "conflict") attempt.refusal->code = "limit_reached";
    if (!key_stays(*attempt.refusal)) attempt.idempotency_key.clear();
    co_return co_await state_->event_again(request, event_id, std::move(attempt));
}

Task<http::Response> Pages::change_submit(http::Request& request) {
    const auto fields = Fields::of_body(request);
    if (!request.signed_in()) co_return State::to_sign_in(booking_path(request));
    if (state_->is_forged(request, fields)) co_return problem(request, forged);
    Attempt attempt{fields.number("tickets", 1, tickets_a_booking_max, 0),
                    known_payment_method(fields.get("payment_method")),
                    {},
                    std::nullopt};
    const auto answer = co_await state_->ask(state_->parts.bookings, request, http::Method::put, booking_path(request),
                                             json::write(TicketChange{attempt.tickets, attempt.payment_method}));
    if (answer.status == 200) co_return State::see_other(booking_path(request) + "?done=changed");
    if (answer.status == 202) co_return State::see_other(booking_path(request) + "?done=changing");
    attempt.refusal = read_refusal(answer);
    co_return co_await state_->booking_again(request, std::move(attempt));
}

Task<http::Response> Pages::cancel_submit(http::Request& request) {
    const auto fields = Fields::of_body(request);
    if (!request.signed_in()) co_return State::to_sign_in(booking_path(request));
    if (state_->is_forged(request, fields)) co_return problem(request, forged);
    const auto answer =
        co_await state_->ask(state_->parts.bookings, request, http::Method::delete_, booking_path(request));
    if (answer.status < 300) co_return State::see_other(booking_path(request));
    Attempt attempt;
    attempt.refusal = read_refusal(answer);
    co_return co_await state_->booking_again(request, std::move(attempt));
}

}  // namespace boxoffice::user
