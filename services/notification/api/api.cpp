#include "services/notification/api/api.hpp"

#include "platform/http/query.hpp"
#include "platform/json/read.hpp"
#include "services/notification/api/rendering.hpp"
#include "services/notification/api/send_body.hpp"

namespace boxoffice::notification {

namespace {

using http::Access;
using http::Body;
using http::handler;
using http::Method;
using http::Request;
using http::Response;

constexpr std::string_view list_kind = "notifications";

NotificationFilter filter_of(const Request& request, Faults& faults) {
    http::QueryReader query(request, faults);
    NotificationFilter filter{.booking_id = query.text("booking_id")};
    filter.state = query.one_of<State>("status");
    filter.limit = query.limit();
    if (const auto position = query.cursor(list_kind)) {
        filter.before = NotificationId::parse(*position);
        if (!filter.before) faults.add("?cursor", "was not made by this list");
    }
    query.finish();
    return filter;
}

std::string cursor_after(const Notification& last) { return http::make_cursor(list_kind, last.id.text()); }

Response response_of(Submitted submitted) {
    if (submitted.use == KeyUse::reused) return problem::idempotency_key_reused();
    Response response(submitted.answer.status, std::move(submitted.answer.body));
    if (!submitted.answer.location.empty()) response.with("Location", submitted.answer.location);
    if (submitted.use == KeyUse::replayed) response.with("Idempotency-Replayed", "true");
    return response;
}

}  // namespace

void Api::add_routes(http::Router& router) {
    router.add({Method::post, {"/notifications/send"}, Access::services, Body::json, handler(*this, &Api::send)});
    router.add({Method::get, {"/notifications"}, Access::services, Body::none, handler(*this, &Api::list)});
    router.add({Method::get, {"/notifications/count"}, Access::anyone, Body::none, handler(*this, &Api::count)});
    router.add({Method::get, {"/notifications/{id}"}, Access::services, Body::none, handler(*this, &Api::find)});
}

Task<Response> Api::send(Request& request) {
    Faults faults;
    const auto body = json::read<SendBody>(request.body, faults);
    if (!body) co_return body.error();
    check(*body, faults);
    const auto key = IdempotencyKey::of(request.context.caller, request.route, request.header("Idempotency-Key"),
                                        json::write(*body), faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    co_return response_of(co_await notifications_.send(request.context, {.message = message_of(*body),
                                                                         .channels = channels_of(*body),
                                                                         .resend = body->resend.value_or(false),
                                                                         .key = key,
                                                                         .render = accepted}));
}

Task<Response> Api::list(Request& request) {
    Faults faults;
    auto filter = filter_of(request, faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto limit = filter.limit;
    filter.limit = limit + 1;
    const auto notifications = co_await notifications_.list(request.context, std::move(filter));
    co_return Response(200, http::page_body(notifications, limit, notification_json, cursor_after));
}

Task<Response> Api::count(Request&) {
    const auto count = co_await notifications_.count();
    co_return Response(200, fmt::format(R"({{"count":{}}})", count));
}

Task<Response> Api::find(Request& request) {
    const auto id = NotificationId::parse(request.parameter("id"));
    if (!id) co_return problem::not_found("notification");
    const auto notification = co_await notifications_.find(request.context, *id);
    if (!notification) co_return problem::not_found("notification");
    co_return Response(200, notification_json(*notification));
}

}  // namespace boxoffice::notification
