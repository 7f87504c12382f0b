#include "services/user/api/pages/page_state.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::user {
namespace {

constexpr std::string_view dashboard_path = "/Dashboard";

// The number chosen on an event's page before signing in travels with the way back.
std::string next_of(const Fields& fields) {
    auto next = same_site_path(fields.get("next"));
    const auto tickets = fields.number("tickets", 1, tickets_a_booking_max, 0);
    if (tickets > 0 && next.starts_with("/events/") && !next.contains('?')) next += fmt::format("?tickets={}", tickets);
    return next;
}

struct Wanted {
    std::string_view field;
    std::string_view words;
};
constexpr std::array wanted{Wanted{"name", "Enter your name"}, Wanted{"email", "Enter your e-mail address"},
                            Wanted{"password", "Enter a password"}};

// What was left empty is asked for; how long it may be is of no interest then.
std::vector<FieldFault> typed_faults(const Refusal& refusal, const Fields& typed) {
    auto faults = field_faults(refusal);
    for (auto& fault : faults) {
        const auto found = std::ranges::find(wanted, fault.field, &Wanted::field);
        if (found != wanted.end() && typed.trimmed(fault.field).empty()) fault.words = found->words;
    }
    return faults;
}

std::vector<FieldFault> sign_in_faults(const Fields& typed) {
    std::vector<FieldFault> faults;
    for (const auto& [field, words] : wanted)
        if (field != "name" && typed.trimmed(field).empty()) faults.push_back({std::string(field), std::string(words)});
    if (faults.empty()) faults.push_back({"", "E-mail and password do not go together. Check both and try again."});
    return faults;
}

}  // namespace

Task<http::Response> Pages::register_form(http::Request& request) {
    const auto fields = Fields::of_query(request);
    if (request.signed_in()) {
        const auto next = next_of(fields);
        co_return State::see_other(next.empty() ? std::string(dashboard_path) : next);
    }
    co_return state_->register_page(request, fields, std::nullopt);
}

Task<http::Response> Pages::register_submit(http::Request& request) {
    const auto fields = Fields::of_body(request);
    if (state_->is_forged(request, fields)) co_return problem(request, forged);
    auto given = co_await state_->parts.accounts.sign_up(
        request.context, {fields.trimmed("name"), fields.trimmed("email"), fields.get("password")});
    if (!given) co_return state_->register_page(request, fields, refusal(given.error()));
    co_return state_->signed_in(*given, fields);
}

Task<http::Response> Pages::login_form(http::Request& request) {
    const auto fields = Fields::of_query(request);
    if (request.signed_in()) {
        const auto next = next_of(fields);
        co_return State::see_other(next.empty() ? std::string(dashboard_path) : next);
    }
    co_return state_->login_page(request, fields, std::nullopt);
}

Task<http::Response> Pages::login_submit(http::Request& request) {
    const auto fields = Fields::of_body(request);
    if (request.header("Sec-Fetch-Site") == "cross-site") co_return problem(request, forged);
    auto given = co_await state_->parts.accounts.sign_in(
        request.context, {fields.trimmed("email"), fields.get("password"), request.remote_address});
    if (!given) co_return state_->login_page(request, fields, refusal(given.error()));
    co_return state_->signed_in(*given, fields);
}

Task<http::Response> Pages::logout_submit(http::Request& request) {
    if (!request.signed_in()) co_return State::see_other("/").with("Set-Cookie", state_->parts.sessions.ended_cookie());
    if (state_->is_forged(request, Fields::of_body(request))) co_return problem(request, forged);
    const auto ended = co_await state_->parts.accounts.sign_out(request.context);
    if (!ended) co_return problem(request, ended.error());
    co_return State::see_other("/").with("Set-Cookie", state_->parts.sessions.ended_cookie());
}

http::Response Pages::State::signed_in(const GivenToken& given, const Fields& fields) {
    const auto next = same_site_path(fields.get("next"));
    return see_other(next.empty() ? std::string(dashboard_path) : next)
        .with("Set-Cookie", parts.sessions.cookie(given));
}

http::Response Pages::State::register_page(const http::Request& request, const Fields& typed,
                                           const std::optional<Refusal>& refused_with) {
    std::vector<FieldFault> faults;
    if (refused_with) faults = typed_faults(*refused_with, typed);
    const bool exists = refused_with && refused_with->status == 409;
    if (exists)
        faults.push_back({"email", "This e-mail address has an account already. Sign in instead, or use another."});
    if (refused_with && faults.empty()) faults.push_back({"", page_refused(*refused_with).text});
    View view;
    set_faults(view, faults, {"name", "email", "password"});
    const auto next = next_of(typed);
    view.set("next", next).set("sign_in_href", with_query("/login", {{"next", next}}));
    view.set("typed_name", typed.get("name")).set("typed_email", typed.get("email"));
    return page(request, "register", std::move(view), refused_with ? "Error: Create an account" : "Create an account",
                refused_with ? refused_with->status : 200);
}

http::Response Pages::State::login_page(const http::Request& request, const Fields& typed,
                                        const std::optional<Refusal>& refused_with) {
    std::vector<FieldFault> faults;
    if (refused_with && refused_with->status == 401)
        faults = sign_in_faults(typed);
    else if (refused_with && refused_with->status == 429)
        faults.push_back({"", "There were too many failed tries. Wait a few minutes, then try again."});
    else if (refused_with)
        faults = typed_faults(*refused_with, typed);
    if (refused_with && faults.empty()) faults.push_back({"", page_refused(*refused_with).text});
    View view;
    set_faults(view, faults, {"email", "password"});
    const auto next = next_of(typed);
    view.set("next", next).set("register_href", with_query("/register", {{"next", next}}));
    view.set("to_bookings", next.starts_with(dashboard_path) || next.starts_with("/bookings/"));
    view.set("to_book", next.starts_with("/events/")).set("typed_email", typed.get("email"));
    return page(request, "login", std::move(view), refused_with ? "Error: Sign in" : "Sign in",
                refused_with ? refused_with->status : 200);
}

}  // namespace boxoffice::user
