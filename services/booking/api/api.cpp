#include "services/booking/api/api.hpp"

#include "platform/http/query.hpp"
#include "services/booking/api/input.hpp"
#include "services/booking/api/representation.hpp"

namespace boxoffice::booking {

namespace {

using http::Access;
using http::Body;
using http::handler;
using http::Method;
using http::Request;
using http::Response;

Response respond(const Bookings::Answer& answer) {
    Response response(answer.kept.status, answer.kept.body);
    if (answer.kept.status >= 400) response.content_type = "application/problem+json";
    if (!answer.kept.location.empty()) response.with("Location", answer.kept.location);
    if (answer.replayed) response.with("Idempotency-Replayed", "true");
    return response;
}

Response respond(int status, const Booking& booking) {
    return Response(status, booking_json(booking)).with("ETag", etag(booking));
}

Response respond(const std::expected<Bookings::Changed, Refusal>& changed) {
    if (!changed) return problem_of(changed.error());
    auto response = respond(changed->under_way ? 202 : 200, changed->booking);
    if (changed->under_way) response.with("Location", "/bookings/" + changed->booking.id.text());
    return response;
}

}  // namespace

void Api::add_routes(http::Router& router) {
    router.add({Method::post, {"/bookings", "/"}, Access::signed_in, Body::json, handler(*this, &Api::book)});
    router.add({Method::get, {"/bookings", "/"}, Access::signed_in, Body::none, handler(*this, &Api::list)});
    router.add({Method::get, {"/bookings/{id}", "/{id}"}, Access::signed_in, Body::none, handler(*this, &Api::get)});
    router.add({Method::put, {"/bookings/{id}", "/{id}"}, Access::signed_in, Body::json, handler(*this, &Api::change)});
    router.add(
        {Method::delete_, {"/bookings/{id}", "/{id}"}, Access::signed_in, Body::none, handler(*this, &Api::cancel)});
    router.add({Method::put,
                {"/internal/closures/{event_id}"},
                Access::services,
                Body::none,
                handler(*this, &Api::close_event)});
}

Task<Response> Api::book(Request& request) {
    Faults faults;
    auto input = read_order(request, faults);
    if (!input) co_return input.error();
    const auto key = IdempotencyKey::of(request.context.caller, "POST /bookings", request.header("Idempotency-Key"),
                                        input->canonical, faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto answer = co_await bookings_.book(request.context, std::move(input->order), key);
    if (!answer) co_return problem_of(answer.error());
    co_return respond(*answer);
}

Task<Response> Api::list(Request& request) {
    Faults faults;
    auto input = read_list(request, faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto bookings = co_await bookings_.list(request.context, input.filter, input.before, input.limit + 1);
    if (!bookings) co_return problem_of(bookings.error());
    co_return Response(200, http::page_body(*bookings, input.limit, booking_json, cursor_after));
}

Task<Response> Api::get(Request& request) {
    const auto id = BookingId::parse(request.parameter("id"));
    if (!id) co_return problem::not_found("booking");
    const auto booking = co_await bookings_.get(request.context, *id);
    if (!booking) co_return problem_of(booking.error());
    co_return respond(200, *booking);
}

Task<Response> Api::change(Request& request) {
    Faults faults;
    auto input = read_change(request, faults);
    if (!input) co_return input.error();
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto id = BookingId::parse(request.parameter("id"));
    if (!id) co_return problem::not_found("booking");
    const auto present = co_await bookings_.get(request.context, *id);
    if (!present) co_return problem_of(present.error());
    check_read_only(*input, booking_json(*present), faults);
    if (input->cancel && input->tickets && *input->tickets != present->tickets())
        faults.add("/tickets", "cannot be changed by a cancellation");
    if (!faults.empty()) co_return problem::validation_failed(faults.take());

    const auto rev = expected_rev(request);
    if (input->cancel) {
        const auto cancelled = co_await bookings_.cancel(request.context, *id, rev);
        co_return cancelled ? respond(200, *cancelled) : Response(problem_of(cancelled.error()));
    }
    co_return respond(co_await bookings_.change(request.context, *id, input->tickets.value_or(present->tickets()),
                                                std::move(input->payment_method), rev));
}

Task<Response> Api::cancel(Request& request) {
    const auto id = BookingId::parse(request.parameter("id"));
    if (!id) co_return problem::not_found("booking");
    const auto cancelled = co_await bookings_.cancel(request.context, *id, expected_rev(request));
    if (!cancelled) co_return problem_of(cancelled.error());
    co_return Response(204, "");
}

Task<Response> Api::close_event(Request& request) {
    const auto event_id = EventId::parse(request.parameter("event_id"));
    if (!event_id) co_return problem::not_found("event");
    co_await recovery_.close_event(*event_id);
    co_return Response(204, "");
}

}  // namespace boxoffice::booking
