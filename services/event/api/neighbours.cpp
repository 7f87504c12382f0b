#include "platform/json/write.hpp"
#include "services/event/api/api.hpp"
#include "services/event/api/input.hpp"

namespace boxoffice::event {

namespace {

using http::Access;
using http::Body;
using http::handler;
using http::Method;
using http::Request;
using http::Response;

std::string detail_of(AllocationRefusal refusal) {
    switch (refusal) {
        case AllocationRefusal::sold_out: return "Not that many tickets are left.";
        case AllocationRefusal::sales_closed: return "The event has begun, or its sales have ended.";
        case AllocationRefusal::sales_suspended: return "Sales are suspended for now.";
        case AllocationRefusal::event_cancelled: return "The event was cancelled.";
        case AllocationRefusal::limit_reached: return "This is more than one person may have.";
        case AllocationRefusal::superseded: return "A later command of this booking was taken.";
        case AllocationRefusal::inventory_not_found: return "There is no such inventory.";
    }
    std::unreachable();
}

Problem problem_of(AllocationRefusal refusal) {
    Problem problem{boost::describe::enum_to_string(refusal, "internal_error"), detail_of(refusal)};
    if (refusal == AllocationRefusal::sales_suspended) problem.retry_after = std::chrono::seconds(30);
    return problem;
}

/// A problem with one member more: the register that the command came too late for.
Response superseded(const Request& request, const std::string& entry) {
    const auto problem = problem_of(AllocationRefusal::superseded);
    auto body = problem.body(request.path(), request.context.trace.trace_id_text());
    body.back() = ',';
    Response response(problem.status(), body + "\"register\":" + entry + "}");
    response.content_type = "application/problem+json";
    return response;
}

std::optional<InventoryId> inventory_id_of(const Request& request) {
    return InventoryId::parse(request.parameter("id"));
}

std::optional<Uuid> booking_id_of(const Request& request) { return Uuid::parse(request.parameter("booking_id")); }

}  // namespace

void Api::add_neighbour_routes(http::Router& router) {
    router.add(
        {Method::get, {"/internal/inventories/{id}"}, Access::services, Body::none, handler(*this, &Api::inventory)});
    router.add({Method::put,
                {"/internal/inventories/{id}/allocations/{booking_id}"},
                Access::services,
                Body::json,
                handler(*this, &Api::allocate)});
    router.add({Method::get,
                {"/internal/inventories/{id}/allocations/{booking_id}"},
                Access::services,
                Body::none,
                handler(*this, &Api::allocation)});
    router.add({Method::post, {"/internal/imports"}, Access::services, Body::json, handler(*this, &Api::import)});
    router.add({Method::get,
                {"/internal/conservation"},
                Access::services,
                Body::none,
                handler(*this, &Api::check_conservation)});
}

Task<Response> Api::inventory(Request& request) {
    const auto id = inventory_id_of(request);
    if (!id) co_return problem::not_found("inventory");
    const auto inventory = co_await inventories_.look(*id);
    if (inventory == nullptr) co_return problem::not_found("inventory");
    co_return Response(200, inventory_json(*inventory)).with("ETag", entity_tag(*inventory));
}

Task<Response> Api::allocate(Request& request) {
    Faults faults;
    auto command = read_command(request, faults);
    if (!command) co_return std::move(command.error());
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto id = inventory_id_of(request);
    const auto booking_id = booking_id_of(request);
    if (!id || !booking_id) co_return problem::not_found("inventory");
    command->booking_id = *booking_id;
    const auto answer = co_await inventories_.apply(request.context, *id, std::move(*command));
    if (answer) co_return Response(200, allocation_json(*id, *booking_id, *answer->entry, answer->inventory.get()));
    const auto& refused = answer.error();
    if (refused.superseded_by) {
        const auto inventory = co_await inventories_.look(*id);
        co_return superseded(request, allocation_json(*id, *booking_id, *refused.superseded_by, inventory.get()));
    }
    co_return problem_of(refused.reason);
}

Task<Response> Api::allocation(Request& request) {
    const auto id = inventory_id_of(request);
    const auto booking_id = booking_id_of(request);
    if (!id || !booking_id) co_return problem::not_found("allocation");
    const auto entry = co_await store_.find_register(*id, *booking_id);
    if (!entry) co_return problem::not_found("allocation");
    const auto inventory = co_await inventories_.look(*id);
    co_return Response(200, allocation_json(*id, *booking_id, *entry, inventory.get()));
}

Task<Response> Api::import(Request& request) {
    Faults faults;
    auto input = read_import(request, faults);
    if (!input) co_return std::move(input.error());
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto summary = co_await imports_.import_events(request.context, input->organizer_id, input->defaults,
                                                         std::move(input->drafts));
    co_return Response(200, json::write(summary));
}

Task<Response> Api::check_conservation(Request&) {
    co_return Response(200, conservation_json(co_await conservation_.check()));
}

}  // namespace boxoffice::event
