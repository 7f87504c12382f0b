#include "services/booking/api/representation.hpp"

#include "platform/json/write.hpp"

namespace boxoffice::booking {

namespace {

struct View {
    BookingId id;
    PersonId user_id;
    EventId event_id;
    std::int64_t tickets = 0;
    std::int64_t amount = 0;
    std::string currency;
    Status status = Status::PENDING;
    std::optional<PaymentId> payment_id;
    std::optional<std::int64_t> tickets_wanted;
    std::optional<std::int64_t> refunded;
    std::optional<Reason> reason;
    std::optional<Timestamp> hold_until;
    Timestamp created_at;
    Shared<EventSnapshot> event;
};
BOOST_DESCRIBE_STRUCT(View, (),
                      (id, user_id, event_id, tickets, amount, currency, status, payment_id, tickets_wanted, refunded,
                       reason, hold_until, created_at, event))

View view_of(const Booking& booking) {
    View view{.id = booking.id,
              .user_id = booking.user_id,
              .event_id = booking.event_id,
              .tickets = booking.tickets(),
              .amount = booking.amount(),
              .currency = booking.currency,
              .status = booking.status,
              .payment_id = booking.charges.front().payment_id,
              .tickets_wanted = {},
              .refunded = {},
              .reason = booking.reason,
              .hold_until = {},
              .created_at = booking.created_at,
              .event = booking.event};
    if (booking.change) view.tickets_wanted = booking.tickets() + booking.change->added;
    if (booking.refunded() > 0) view.refunded = booking.refunded();
    if (booking.status == Status::PENDING) view.hold_until = booking.hold_until;
    return view;
}

Refusal refusal_of_rejected(const Booking& booking) {
    switch (booking.reason.value_or(Reason::not_on_sale)) {
        case Reason::sold_out: return Refusal::sold_out;
        case Reason::limit_reached: return Refusal::limit_reached;
        case Reason::sales_suspended: return Refusal::sales_suspended;
        case Reason::payment_declined: return Refusal::payment_declined;
        case Reason::unanswered: return Refusal::unavailable;
        case Reason::withdrawn: return Refusal::conflict;
        case Reason::event_not_found: return Refusal::event_not_found;
        case Reason::not_on_sale:
        case Reason::event_cancelled: break;
    }
    return Refusal::not_on_sale;
}

Problem problem_with(std::string code, std::string detail) {
    return {.code = std::move(code), .detail = std::move(detail)};
}

}  // namespace

std::string booking_json(const Booking& booking) { return json::write(view_of(booking)); }

std::string etag(const Booking& booking) { return '"' + std::to_string(booking.rev) + '"'; }

KeptAnswer render_answer(const Booking& booking) {
    const auto location = "/bookings/" + booking.id.text();
    switch (booking.status) {
        case Status::PENDING: return {.status = 202, .body = booking_json(booking), .location = location};
        case Status::CONFIRMED:
        case Status::CANCELLED: return {.status = 201, .body = booking_json(booking), .location = location};
        case Status::REJECTED:
        case Status::REFUNDED: break;
    }
    const auto problem = problem_of(refusal_of_rejected(booking));
    const auto trace = Trace::parse(booking.traceparent).value_or(Trace{});
    return {.status = problem.status(), .body = problem.body("/bookings", trace.trace_id_text()), .location = ""};
}

Problem problem_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::forbidden: return problem::forbidden("Only services and admins may do this for somebody else.");
        case Refusal::user_required: return problem::validation_failed({{"/user_id", "is required of a service"}});
        case Refusal::user_not_found: return problem::not_found("user");
        case Refusal::event_not_found: return problem::not_found("event");
        case Refusal::booking_not_found: return problem::not_found("booking");
        case Refusal::sold_out:
            return problem_with("sold_out", "There are not that many tickets left. Nothing was charged.");
        case Refusal::not_on_sale:
            return problem_with("not_on_sale", "Tickets for this event are not on sale. Nothing was charged.");
        case Refusal::sales_suspended: {
            auto problem = problem_with("sales_suspended", "Sales of this event are paused. Nothing was charged.");
            problem.retry_after = std::chrono::seconds(60);
            return problem;
        }
        case Refusal::limit_reached:
            return problem_with("conflict",
                                "One person may not have that many tickets of this event. Nothing was charged.");
        case Refusal::payment_declined:
            return problem_with("payment_declined", "That card was declined. Nothing was charged.");
        case Refusal::key_reused: return problem::idempotency_key_reused();
        case Refusal::conflict: return problem_with("conflict", "The booking cannot be changed in its present state.");
        case Refusal::precondition_failed: return problem::precondition_failed();
        case Refusal::busy:
            return problem::unavailable("Too many are booking at this moment. Nothing was booked; try again.");
        case Refusal::unavailable:
            return problem::unavailable("A service that is needed does not answer. Nothing was booked.");
    }
    return problem::unavailable("");
}

}  // namespace boxoffice::booking
