#include "services/payment/api/api.hpp"

#include "platform/http/query.hpp"
#include "platform/json/read.hpp"
#include "services/payment/api/rendering.hpp"

#include <charconv>

namespace boxoffice::payment {

namespace {

using http::Access;
using http::Body;
using http::handler;
using http::Method;
using http::Request;
using http::Response;

struct ChargeBody {
    std::string user_id;
    std::int64_t amount = 0;
    std::optional<std::string> currency;
    std::optional<std::string> booking_id;
    std::optional<std::string> payment_method;
};
BOOST_DESCRIBE_STRUCT(ChargeBody, (), (user_id, amount, currency, booking_id, payment_method))

struct VoidBody {
    std::string idempotency_key;
};
BOOST_DESCRIBE_STRUCT(VoidBody, (), (idempotency_key))

struct RefundBody {
    std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(RefundBody, (), (amount))

constexpr std::string_view list_kind = "payments";

std::optional<std::string> key_of(const Request& request) {
    const auto header = request.header("Idempotency-Key");
    if (header.empty()) return std::nullopt;
    return std::string(header);
}

ChargeRequest charge_request(const Request& request, ChargeBody body) {
    ChargeRequest charge{.key = key_of(request),
                         .user_id = std::move(body.user_id),
                         .amount = body.amount,
                         .booking_id = std::move(body.booking_id)};
    if (body.currency) charge.currency = std::move(*body.currency);
    if (body.payment_method) charge.payment_method = std::move(*body.payment_method);
    return charge;
}

std::optional<std::int64_t> sequence_of(const std::string& position, Faults& faults) {
    std::int64_t sequence = 0;
    const auto end = position.data() + position.size();
    const auto [stopped, error] = std::from_chars(position.data(), end, sequence);
    if (error == std::errc{} && stopped == end) return sequence;
    faults.add("?cursor", "was not made by this list");
    return std::nullopt;
}

std::string cursor_after(const Payment& last) { return http::make_cursor(list_kind, std::to_string(last.sequence)); }

PaymentFilter filter_of(const Request& request, Faults& faults) {
    http::QueryReader query(request, faults);
    PaymentFilter filter{.booking_id = query.text("booking_id")};
    filter.status = query.one_of<PaymentStatus>("status");
    filter.limit = query.limit();
    if (const auto position = query.cursor(list_kind)) filter.before = sequence_of(*position, faults);
    query.finish();
    return filter;
}

}  // namespace

void Api::add_routes(http::Router& router) {
    router.add({Method::post, {"/payments"}, Access::services, Body::json, handler(*this, &Api::charge)});
    router.add({Method::get, {"/payments"}, Access::services, Body::none, handler(*this, &Api::list)});
    router.add({Method::post, {"/payments/void"}, Access::services, Body::json, handler(*this, &Api::void_key)});
    router.add({Method::get, {"/payments/journal"}, Access::services, Body::none, handler(*this, &Api::journal)});
    router.add({Method::get, {"/payments/{id}"}, Access::services, Body::none, handler(*this, &Api::find)});
    router.add({Method::post, {"/payments/{id}/refunds"}, Access::services, Body::json, handler(*this, &Api::refund)});
}

Task<Response> Api::charge(Request& request) {
    Faults faults;
    auto body = json::read<ChargeBody>(request.body, faults);
    if (!body) co_return std::move(body.error());
    auto wanted = charge_request(request, std::move(*body));
    check(wanted, faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    auto recorded = co_await payments_.charge(request.context, std::move(wanted));
    if (!recorded) co_return problem::idempotency_key_reused();
    co_return charge_response(std::move(*recorded), request.path());
}

Task<Response> Api::void_key(Request& request) {
    Faults faults;
    auto body = json::read<VoidBody>(request.body, faults);
    if (!body) co_return std::move(body.error());
    check_key(body->idempotency_key, "/idempotency_key", faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto payment = co_await payments_.void_key(request.context, std::move(body->idempotency_key));
    co_return Response(200, payment_json(payment));
}

Task<Response> Api::refund(Request& request) {
    Faults faults;
    const auto body = json::read<RefundBody>(request.body, faults);
    if (!body) co_return body.error();
    const auto key = key_of(request);
    if (key) check_key(*key, "Idempotency-Key", faults);
    check_amount(body->amount, faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto id = PaymentId::parse(request.parameter("id"));
    if (!id) co_return problem::not_found("payment");
    const auto refunded = co_await payments_.refund(request.context, *id, body->amount, key);
    co_return refunded ? refund_response(*refunded) : refusal_response(refunded.error());
}

Task<Response> Api::find(Request& request) {
    const auto id = PaymentId::parse(request.parameter("id"));
    if (!id) co_return problem::not_found("payment");
    const auto payment = co_await payments_.find(request.context, *id);
    if (!payment) co_return problem::not_found("payment");
    co_return Response(200, payment_json(*payment));
}

Task<Response> Api::list(Request& request) {
    Faults faults;
    auto filter = filter_of(request, faults);
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto limit = filter.limit;
    filter.limit = limit + 1;
    const auto payments = co_await payments_.list(request.context, std::move(filter));
    co_return Response(200, http::page_body(payments, limit, payment_json, cursor_after));
}

Task<Response> Api::journal(Request& request) {
    Faults faults;
    http::QueryReader query(request, faults);
    const auto after = query.integer("after", 0, std::numeric_limits<std::int64_t>::max()).value_or(0);
    const auto limit = query.limit();
    query.finish();
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto payments = co_await payments_.since(request.context, after, limit);
    std::vector<std::string> items;
    items.reserve(payments.size());
    for (const auto& payment : payments) items.push_back(journal_json(payment));
    co_return Response(200, http::list_body(items, std::nullopt));
}

}  // namespace boxoffice::payment
