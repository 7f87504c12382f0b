#include "services/event/api/api.hpp"

#include "platform/http/query.hpp"
#include "services/event/api/input.hpp"
#include "services/event/api/stream.hpp"

namespace boxoffice::event {

namespace {

using http::Access;
using http::Body;
using http::handler;
using http::Method;
using http::Request;
using http::Response;

Problem problem_of(EditRejected rejected) {
    switch (rejected.reason) {
        case EditRejection::event_not_found: return problem::not_found("event");
        case EditRejection::forbidden: return problem::forbidden("This event belongs to another organizer.");
        case EditRejection::invalid: return problem::validation_failed(std::move(rejected.faults));
        case EditRejection::capacity_too_small:
            return {"conflict", "The capacity cannot be less than the tickets that are held and sold."};
        case EditRejection::cancelled: return {"conflict", "The event was cancelled, and stays so."};
        case EditRejection::does_not_add_up:
            return {"conflict",
                    "The event's tickets do not add up. Sales stay paused until an operator has seen to it."};
        case EditRejection::has_bookings:
            return {"event_has_bookings", "The event has bookings. Cancel it instead: that refunds them."};
        case EditRejection::stale: return problem::precondition_failed();
    }
    std::unreachable();
}

std::optional<EventId> id_of(const Request& request) { return EventId::parse(request.parameter("id")); }

Response created(Events::CreateAnswer answer) {
    if (answer.use == KeyUse::reused) return problem::idempotency_key_reused();
    Response response(answer.answer.status, std::move(answer.answer.body));
    response.with("Location", std::move(answer.answer.location));
    if (answer.use == KeyUse::replayed)
        response.with("Idempotency-Replayed", "true");
    else
        response.with("ETag", fmt::format("\"{}.{}\"", answer.edit, answer.v));
    return response;
}

}  // namespace

Api::Api(Events& events, Listings& listings, Inventories& inventories, Imports& imports, Conservation& conservation,
         EventStore& store, Clock& clock)
    : events_(events),
      listings_(listings),
      inventories_(inventories),
      imports_(imports),
      conservation_(conservation),
      store_(store),
      clock_(clock) {}

void Api::add_routes(http::Router& router) {
    const auto add = [&](Method method, std::vector<std::string> paths, Access access, Body body,
                         Task<Response> (Api::*handle)(Request&)) {
        router.add({method, std::move(paths), access, body, handler(*this, handle)});
    };
    add(Method::post, {"/events", "/"}, Access::organizers, Body::json, &Api::create);
    add(Method::get, {"/events", "/"}, Access::anyone, Body::none, &Api::list);
    add(Method::get, {"/events/{id}", "/{id}"}, Access::anyone, Body::none, &Api::get);
    add(Method::put, {"/events/{id}", "/{id}"}, Access::organizers, Body::json, &Api::edit);
    add(Method::delete_, {"/events/{id}", "/{id}"}, Access::organizers, Body::none, &Api::remove);
    add(Method::get, {"/events/{id}/availability", "/{id}/availability"}, Access::anyone, Body::none,
        &Api::availability);
    add(Method::get, {"/events/{id}/availability/stream", "/{id}/availability/stream"}, Access::anyone, Body::none,
        &Api::stream);
    add_neighbour_routes(router);
}

Task<Response> Api::create(Request& request) {
    Faults faults;
    auto input = read_new_event(request, faults);
    if (!input) co_return std::move(input.error());
    auto key = IdempotencyKey::of(request.context.caller, request.route, request.header("Idempotency-Key"),
                                  input->canonical, faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    auto answer_of = [this](const EventView& view) {
        return KeptAnswer{201, json_.write(*view.event, *view.inventory), "/events/" + view.event->id.text()};
    };
    co_return created(co_await events_.create(request.context, std::move(input->details), key, std::move(answer_of)));
}

Task<Response> Api::list(Request& request) {
    Faults faults;
    auto filter = read_filter(request, clock_.now(), faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto limit = filter.limit++;
    const auto records = co_await listings_.list(std::move(filter));
    const auto render = [this](const EventRecord& record) { return json_.write(record.event, *record.inventory); };
    const auto after = [](const EventRecord& last) { return cursor_after(last.event); };
    co_return Response(200, http::page_body(*records, limit, render, after));
}

Task<Response> Api::get(Request& request) {
    const auto id = id_of(request);
    if (!id) co_return problem::not_found("event");
    const auto view = co_await events_.get(request.context, *id);
    if (!view) co_return problem::not_found("event");
    co_return answer(200, *view);
}

Task<Response> Api::edit(Request& request) {
    Faults faults;
    auto changes = read_changes(request, faults);
    if (!changes) co_return std::move(changes.error());
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto id = id_of(request);
    if (!id) co_return problem::not_found("event");
    auto edited = co_await events_.edit(request.context, *id, std::move(*changes), read_guard(request));
    if (!edited) co_return problem_of(std::move(edited.error()));
    co_return answer(200, *edited);
}

Task<Response> Api::remove(Request& request) {
    const auto id = id_of(request);
    if (!id) co_return problem::not_found("event");
    auto removed = co_await events_.remove(request.context, *id, read_guard(request));
    if (!removed) co_return problem_of(std::move(removed.error()));
    co_return Response(204, "");
}

Task<Response> Api::availability(Request& request) {
    const auto id = id_of(request);
    if (!id) co_return problem::not_found("event");
    const auto inventory = co_await inventories_.look(inventory_of(*id));
    if (inventory == nullptr || inventory->state == InventoryState::DELETED) co_return problem::not_found("event");
    co_return Response(200, availability_json(*inventory)).with("ETag", entity_tag(*inventory));
}

Task<Response> Api::stream(Request& request) {
    const auto id = id_of(request);
    if (!id) co_return problem::not_found("event");
    const auto watch = co_await inventories_.watch(inventory_of(*id));
    if (watch == nullptr) co_return problem::not_found("event");
    Response response(200, "");
    response.content_type = "text/event-stream";
    response.with("Cache-Control", "no-store").with("X-Accel-Buffering", "no");
    response.stream = [watch](http::Stream& stream) { return stream_availability(watch, stream); };
    co_return response;
}

Response Api::answer(int status, const EventView& view) {
    return Response(status, json_.write(*view.event, *view.inventory)).with("ETag", entity_tag(*view.inventory));
}

}  // namespace boxoffice::event
