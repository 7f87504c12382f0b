#include "services/user/api/api.hpp"

#include "platform/http/query.hpp"
#include "services/user/api/forwarding.hpp"
#include "services/user/api/negotiation.hpp"
#include "services/user/api/session_cookie.hpp"

namespace boxoffice::user {

namespace {

using http::Access;
using http::Body;
using http::handler;
using http::Method;
using http::Request;
using http::Response;

std::string form_value(const Request& request, std::string_view wanted) {
    const auto form = http::parse_form(request.body);
    if (!form) return {};
    for (const auto& [name, value] : *form)
        if (name == wanted) return value;
    return {};
}

std::string sent_csrf_token(const Request& request) {
    const auto header = request.header("X-CSRF-Token");
    if (!header.empty()) return std::string(header);
    return is_form(request) ? form_value(request, "csrf_token") : std::string();
}

http::Route row(Method method, const char* path, Access access, Body body, http::Handler reply) {
    return {method, {path}, access, body, std::move(reply)};
}

http::Route page_row(Method method, const char* path, Body body, http::Handler reply) {
    return {method, {path}, Access::optional, body, std::move(reply), false};
}

}  // namespace

Api::Api(Parts parts) : parts_(parts), accounts_(parts.accounts), sessions_(parts.sessions) {}

void Api::add_routes(http::Router& router) {
    router.accept_cookie(std::string(session_cookie_name));
    router.show_problems([this](const Request& request, const Problem& problem) {
        return prefers_html(request) ? std::optional(parts_.pages.problem(request, problem)) : std::nullopt;
    });
    add_account_routes(router);
    add_event_routes(router);
    add_booking_routes(router);
    add_page_routes(router);
}

void Api::add_account_routes(http::Router& router) {
    const auto sign_up = handler(accounts_, &AccountHandlers::sign_up);
    const auto sign_in = handler(sessions_, &SessionHandlers::sign_in);
    const auto sign_out = handler(sessions_, &SessionHandlers::sign_out);
    auto& pages = parts_.pages;
    router.add(row(Method::post, "/signup", Access::anyone, Body::json, sign_up));
    router.add(row(Method::post, "/register", Access::anyone, Body::json_or_form,
                   by_body(handler(pages, &Pages::register_submit), sign_up)));
    router.add(row(Method::post, "/login", Access::anyone, Body::json_or_form,
                   by_body(handler(pages, &Pages::login_submit), sign_in)));
    router.add(row(Method::post, "/logout", Access::optional, Body::none,
                   guarded(by_body(handler(pages, &Pages::logout_submit), sign_out))));
    router.add(row(Method::post, "/tokens", Access::anyone, Body::json_or_form,
                   handler(sessions_, &SessionHandlers::service_token)));
    router.add(row(Method::get, "/.well-known/jwks.json", Access::anyone, Body::none,
                   handler(sessions_, &SessionHandlers::key_set)));
    router.add(row(Method::get, "/revocations", Access::services, Body::none,
                   handler(sessions_, &SessionHandlers::revocations)));
    router.add(
        row(Method::get, "/user", Access::signed_in, Body::none, handler(accounts_, &AccountHandlers::own_user)));
    router.add(row(Method::put, "/user", Access::signed_in, Body::json,
                   guarded(handler(accounts_, &AccountHandlers::change_own_user))));
    router.add(row(Method::get, "/users", Access::services, Body::none, handler(accounts_, &AccountHandlers::list)));
    router.add(
        row(Method::get, "/users/{id}", Access::services, Body::none, handler(accounts_, &AccountHandlers::user)));
    router.add(row(Method::put, "/users/{id}", Access::admins, Body::json,
                   guarded(handler(accounts_, &AccountHandlers::change_user))));
    router.add(row(Method::get, "/internal/users/{id}/contact", Access::services, Body::none,
                   handler(accounts_, &AccountHandlers::contact)));
}

void Api::add_event_routes(http::Router& router) {
    auto& pages = parts_.pages;
    const auto events = to(parts_.events);
    router.add(
        row(Method::get, "/events", Access::optional, Body::none, negotiated(handler(pages, &Pages::home), events)));
    router.add(row(Method::get, "/events/{id}", Access::optional, Body::none,
                   negotiated(handler(pages, &Pages::event), events)));
    router.add(row(Method::get, "/events/{id}/availability", Access::optional, Body::none, events));
    router.add(row(Method::get, "/events/{id}/availability/stream", Access::optional, Body::none, events));
}

void Api::add_booking_routes(http::Router& router) {
    auto& pages = parts_.pages;
    const auto bookings = to(parts_.bookings);
    router.add(row(Method::post, "/bookings", Access::optional, Body::json_or_form,
                   guarded(by_body(handler(pages, &Pages::book_submit), bookings))));
    router.add(row(Method::get, "/bookings", Access::optional, Body::none,
                   negotiated(handler(pages, &Pages::dashboard), bookings)));
    router.add(row(Method::get, "/bookings/{id}", Access::optional, Body::none,
                   negotiated(handler(pages, &Pages::booking), bookings)));
    router.add(row(Method::put, "/bookings/{id}", Access::signed_in, Body::json, guarded(bookings)));
    router.add(row(Method::delete_, "/bookings/{id}", Access::signed_in, Body::none, guarded(bookings)));
}

void Api::add_page_routes(http::Router& router) {
    auto& pages = parts_.pages;
    router.add(page_row(Method::get, "/", Body::none,
                        negotiated(handler(pages, &Pages::home), handler(*this, &Api::list_events))));
    router.add(page_row(Method::get, "/register", Body::none, handler(pages, &Pages::register_form)));
    router.add(page_row(Method::get, "/login", Body::none, handler(pages, &Pages::login_form)));
    router.add(page_row(Method::get, "/Dashboard", Body::none, handler(*this, &Api::list_own_bookings)));
    router.add(
        page_row(Method::post, "/bookings/{id}/change", Body::form, guarded(handler(pages, &Pages::change_submit))));
    router.add(
        page_row(Method::post, "/bookings/{id}/cancel", Body::form, guarded(handler(pages, &Pages::cancel_submit))));
}

Api::Reply Api::negotiated(Reply page, Reply otherwise) {
    return [page = std::move(page), otherwise = std::move(otherwise)](Request& request) {
        return prefers_html(request) ? page(request) : otherwise(request);
    };
}

Api::Reply Api::by_body(Reply page, Reply otherwise) {
    return [page = std::move(page), otherwise = std::move(otherwise)](Request& request) {
        return is_form(request) ? page(request) : otherwise(request);
    };
}

Api::Reply Api::guarded(Reply reply) {
    return [this, reply = std::move(reply)](Request& request) { return guard(request, reply); };
}

Api::Reply Api::to(Neighbour& neighbour) {
    return [this, &neighbour](Request& request) { return forward(neighbour, request); };
}

Task<Response> Api::guard(Request& request, const Reply& reply) {
    if (!is_signed_in_by_cookie(request)) co_return co_await reply(request);
    if (parts_.browser_sessions.csrf_token_matches(request.context.caller, sent_csrf_token(request)))
        co_return co_await reply(request);
    auto problem = problem::forbidden("A change by cookie needs the page's CSRF token. Load the page again.");
    if (prefers_html(request)) co_return parts_.pages.problem(request, problem);
    co_return std::move(problem);
}

Task<Response> Api::forward(Neighbour& neighbour, Request& request) {
    return neighbour.send(forwarded(request, parts_.browser_sessions.token(request)));
}

Task<Response> Api::list_events(Request& request) {
    auto forward = forwarded(request, parts_.browser_sessions.token(request));
    forward.target = "/events" + request.target.substr(1);
    return parts_.events.send(std::move(forward));
}

Task<Response> Api::list_own_bookings(Request& request) {
    if (prefers_html(request) || !request.header("Accept").contains("application/json"))
        return parts_.pages.dashboard(request);
    auto forward = forwarded(request, parts_.browser_sessions.token(request));
    forward.target = "/bookings" + request.target.substr(request.path().size());
    return parts_.bookings.send(std::move(forward));
}

}  // namespace boxoffice::user
