#include "services/user/api/pages/page_state.hpp"
#include "services/user/api/pages/wording.hpp"

#include <algorithm>

namespace boxoffice::user {
namespace {

constexpr std::string_view rows_a_page = "30";
constexpr std::string_view filters[] = {"q", "city", "country", "topic", "from", "to"};

// A date as people say it; anything else as it was typed.
std::string spoken_day(const std::string& typed) {
    const auto midnight = from_rfc3339(typed + "T00:00:00Z");
    if (!midnight) return typed;
    EventFacts day;
    day.starts_at = *midnight;
    day.all_day = true;
    return when(day);
}

// "Events with “rust” in Berlin, Germany"; empty without a filter.
std::string filter_words(const Fields& query) {
    std::string words;
    if (const auto text = query.trimmed("q"); !text.empty()) words += " with “" + text + "”";
    if (const auto topic = query.trimmed("topic"); !topic.empty()) words += " about " + topic;
    std::string place = query.trimmed("city");
    if (const auto country = query.trimmed("country"); !country.empty()) place += (place.empty() ? "" : ", ") + country;
    if (!place.empty()) words += " in " + place;
    if (const auto from = query.trimmed("from"); !from.empty() && from != "now") words += " from " + spoken_day(from);
    if (const auto until = query.trimmed("to"); !until.empty()) words += " until " + spoken_day(until);
    return words.empty() ? words : "Events" + words;
}

// A day is asked for in a form's words, not in the interface's.
std::vector<FieldFault> filter_faults(const http::Response& answer) {
    auto faults = field_faults(read_refusal(answer));
    for (auto& fault : faults)
        if (fault.field == "from" || fault.field == "to")
            fault.words = (fault.field == "from" ? "From" : "To") + std::string(" must be a day, as in 2027-03-14");
    return faults;
}

http::Headers list_query(const Fields& query) {
    http::Headers parameters;
    for (const auto name : filters) parameters.emplace_back(name, query.trimmed(name));
    if (parameters[4].second.empty()) parameters[4].second = "now";
    parameters.emplace_back("limit", rows_a_page);
    parameters.emplace_back("cursor", query.get("cursor"));
    return parameters;
}

http::Headers page_query(const Fields& query, const std::string& cursor) {
    http::Headers parameters;
    for (const auto name : filters) parameters.emplace_back(name, query.trimmed(name));
    parameters.emplace_back("cursor", cursor);
    return parameters;
}

// Only a link to the web may become one.
std::string web_link(const std::string& url) {
    return url.starts_with("https://") || url.starts_with("http://") ? url : "";
}

std::string host_of(const std::string& url) {
    auto host = url.substr(url.find("://") + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    return host.starts_with("www.") ? host.substr(4) : host;
}

void set_about(View& view, const EventAnswer& event) {
    std::vector<View> topics;
    for (const auto& topic : event.topics)
        topics.push_back(View().set("topic", topic).set("topic_href", with_query("/", {{"topic", topic}})));
    view.set("topics", topics).set("has_topics", !topics.empty());
    const auto link = web_link(event.url);
    view.set("description", event.description).set("url", link).set("url_host", link.empty() ? "" : host_of(link));
}

std::int64_t tickets_of(const BookingList& own) {
    std::int64_t tickets = 0;
    for (const auto& booking : own.bookings)
        if (booking.has_tickets()) tickets += booking.tickets;
    return tickets;
}

void set_own(View& view, const BookingList& own) {
    const auto tickets = tickets_of(own);
    view.set("own_tickets", tickets > 0 ? ticket_words(tickets) : "");
    view.set("own_href", own.bookings.size() == 1 ? "/bookings/" + own.bookings.front().id : "/Dashboard");
}

}  // namespace

Task<http::Response> Pages::home(http::Request& request) {
    const auto query = Fields::of_query(request);
    const auto answer = co_await state_->ask(state_->parts.events, request, http::Method::get,
                                             with_query("/events", list_query(query)));
    const bool understood = answer.status == 200;
    if (!understood && answer.status != 422) co_return state_->refused(request, read_refusal(answer));
    View view;
    const auto list = understood ? read_events(answer.body) : EventList{};
    set_faults(view, understood ? std::vector<FieldFault>{} : filter_faults(answer), {});
    view.set("months", month_views(list.events, state_->parts.clock.now()));
    view.set("has_events", !list.events.empty()).set("understood", understood);
    view.set("filter_words", understood ? filter_words(query) : "").set("is_first", query.get("cursor").empty());
    for (const auto name : filters) view.set("filter_" + std::string(name), query.trimmed(name));
    if (query.trimmed("from") == "now") view.set("filter_from", false);
    view.set("first_href", with_query("/", page_query(query, {})));
    view.set("next_href", list.next_cursor.empty() ? "" : with_query("/", page_query(query, list.next_cursor)));
    co_return state_->page(request, "home", std::move(view), "Events", understood ? 200 : 422);
}

Task<http::Response> Pages::event(http::Request& request) {
    Attempt attempt;
    attempt.tickets = Fields::of_query(request).number("tickets", 1, tickets_a_booking_max, 1);
    co_return co_await state_->event_again(request, std::string(request.parameter("id")), std::move(attempt));
}

Task<http::Response> Pages::State::event_again(const http::Request& request, std::string event_id, Attempt attempt) {
    auto answer = co_await ask(parts.events, request, http::Method::get, "/events/" + percent_encoded(event_id));
    if (answer.status != 200) co_return refused(request, read_refusal(answer));
    const auto event = read_event(answer.body);
    const auto own = co_await own_bookings_of(request, event.id);
    co_return event_page(request, event, attempt, own);
}

// What somebody has already is said where it can be learnt; the page stands without it.
Task<BookingList> Pages::State::own_bookings_of(const http::Request& request, std::string event_id) {
    if (!request.signed_in()) co_return BookingList{};
    const http::Headers parameters{{"event_id", std::move(event_id)},
                                   {"user_id", request.context.caller.subject},
                                   {"status", "CONFIRMED"},
                                   {"limit", "20"}};
    const auto answer = co_await ask(parts.bookings, request, http::Method::get, with_query("/bookings", parameters));
    co_return answer.status == 200 ? read_bookings(answer.body) : BookingList{};
}

http::Response Pages::State::event_page(const http::Request& request, const EventAnswer& event, const Attempt& attempt,
                                        const BookingList& own) {
    const auto now = parts.clock.now();
    const bool limited = event.limits_each_person();
    const auto on_sale = event.tickets_max(now);
    const auto most =
        limited ? std::clamp<std::int64_t>(event.tickets_per_user_max - tickets_of(own), 0, on_sale) : on_sale;
    const auto limit = limited ? ticket_words(event.tickets_per_user_max) : std::string();
    auto view = event_row_view(event, now);
    set_about(view, event);
    set_own(view, own);
    view.set("event_id", event.id).set("capacity", count_words(event.capacity)).set("free", event.price == 0);
    view.set("on_sale", most > 0).set("over", event.has_begun(now)).set("cancelled", event.cancelled);
    view.set("suspended", event.suspended && !event.has_begun(now));
    view.set("waits_for_tickets",
             !event.cancelled && !event.suspended && !event.has_begun(now) && event.available == 0);
    view.set("quantity", quantity_view(attempt.tickets, most, event.price, event.currency).set("limit", limit));
    view.set("limit", limit).set("has_all", on_sale > 0 && most == 0);
    view.set("payment_methods", payment_views(attempt.payment_method));
    view.set("idempotency_key", attempt.idempotency_key.empty() ? fresh_key() : attempt.idempotency_key);
    view.set("notice", false);
    if (attempt.refusal) {
        const auto words = booking_refused(*attempt.refusal, event.available);
        view.set("notice", notice_view("danger", words.title, words.text));
    }
    return page(request, "event", std::move(view), event.name, attempt.refusal ? attempt.refusal->status : 200);
}

}  // namespace boxoffice::user
