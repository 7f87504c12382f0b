#include "services/user/api/pages/page_state.hpp"

#include <algorithm>

namespace boxoffice::user {
namespace {

constexpr std::string_view bookings_a_page = "100";

struct OwnBookings {
    std::vector<BookingAnswer> ahead;  ///< soonest first
    std::vector<BookingAnswer> past;   ///< as answered: newest first
};

OwnBookings sorted(std::vector<BookingAnswer> bookings, Timestamp now) {
    OwnBookings own;
    for (auto& booking : bookings) (booking.is_ahead(now) ? own.ahead : own.past).push_back(std::move(booking));
    std::ranges::sort(own.ahead, {}, [](const auto& item) { return std::tie(item.event.starts_at, item.id); });
    return own;
}

std::vector<View> ticket_views(std::span<const BookingAnswer> bookings) {
    std::vector<View> views;
    for (const auto& booking : bookings) views.push_back(ticket_view(booking));
    return views;
}

View dashboard_view(const OwnBookings& own) {
    View view;
    const bool any_ahead = !own.ahead.empty();
    view.set("has_bookings", any_ahead || !own.past.empty()).set("next_ticket", false);
    if (any_ahead) view.set("next_ticket", ticket_view(own.ahead.front()));
    view.set("later", ticket_views(std::span(own.ahead).subspan(any_ahead ? 1 : 0)));
    view.set("has_later", own.ahead.size() > 1);
    view.set("past", ticket_views(own.past)).set("has_past", !own.past.empty());
    view.set("past_count", std::to_string(own.past.size()));
    return view;
}

}  // namespace

Task<http::Response> Pages::dashboard(http::Request& request) {
    if (!request.signed_in()) co_return State::to_sign_in(request.target);
    const http::Headers parameters{{"user_id", request.context.caller.subject},
                                   {"limit", std::string(bookings_a_page)},
                                   {"cursor", Fields::of_query(request).get("cursor")}};
    const auto answer =
        co_await state_->ask(state_->parts.bookings, request, http::Method::get, with_query("/bookings", parameters));
    if (answer.status != 200) co_return state_->refused(request, read_refusal(answer));
    auto list = read_bookings(answer.body);
    auto view = dashboard_view(sorted(std::move(list.bookings), state_->parts.clock.now()));
    view.set("older_href", list.next_cursor.empty() ? "" : with_query("/Dashboard", {{"cursor", list.next_cursor}}));
    co_return state_->page(request, "dashboard", std::move(view), "Your bookings");
}

}  // namespace boxoffice::user
