#include "services/payment/api/rendering.hpp"

#include "platform/json/write.hpp"

namespace boxoffice::payment {

namespace {

struct PaymentView {
    PaymentId id;
    std::optional<std::string> user_id = {};
    std::optional<std::string> booking_id = {};
    std::int64_t amount = 0;
    std::optional<std::string> currency = {};
    std::int64_t refunded = 0;
    PaymentStatus status{};
    std::optional<std::string> payment_method = {};
    std::optional<std::string> idempotency_key = {};
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(PaymentView, (),
                      (id, user_id, booking_id, amount, currency, refunded, status, payment_method, idempotency_key,
                       created_at))

struct JournalView {
    std::int64_t sequence = 0;
    std::string caller;
};
BOOST_DESCRIBE_STRUCT(JournalView, (), (sequence, caller))

struct RefundView {
    RefundId id;
    PaymentId payment_id;
    std::int64_t amount = 0;
    std::string currency;
    std::int64_t refunded = 0;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(RefundView, (), (id, payment_id, amount, currency, refunded, created_at))

http::Response mark(http::Response response, bool replayed) {
    if (replayed) response.with("Idempotency-Replayed", "true");
    return response;
}

http::Response declined(const Payment& payment, std::string_view path) {
    const Problem problem{.code = "payment_declined",
                          .detail = payment.method == PaymentMethod::pm_insufficient_funds
                                        ? "The payment was declined for want of funds. Nothing was charged."
                                        : "The payment was declined. Nothing was charged."};
    Trace first;
    first.trace_id = payment.trace_id;
    http::Response response(problem.status(), problem.body(path, first.trace_id_text()));
    response.content_type = "application/problem+json";
    return response;
}

}  // namespace

std::string payment_json(const Payment& payment) {
    const bool voided = payment.status == PaymentStatus::VOIDED;
    PaymentView view{.id = payment.id,
                     .booking_id = payment.booking_id,
                     .amount = payment.amount,
                     .refunded = payment.refunded,
                     .status = payment.status,
                     .idempotency_key = payment.key,
                     .created_at = payment.created_at};
    if (!voided) {
        view.user_id = payment.user_id;
        view.currency = payment.currency;
        view.payment_method = boost::describe::enum_to_string(payment.method, "");
    }
    return json::write(view);
}

std::string journal_json(const Payment& payment) {
    auto text = json::write(JournalView{.sequence = payment.sequence, .caller = payment.caller});
    text.back() = ',';
    return text + payment_json(payment).substr(1);
}

http::Response charge_response(Recorded recorded, std::string_view path) {
    auto& payment = recorded.payment;
    switch (payment.status) {
        case PaymentStatus::APPROVED:
            payment.refunded = 0;
            return mark(http::Response(201, payment_json(payment)).with("Location", "/payments/" + payment.id.text()),
                        recorded.replayed);
        case PaymentStatus::DECLINED: return mark(declined(payment, path), recorded.replayed);
        case PaymentStatus::VOIDED:
            return Problem{.code = "conflict", .detail = "This key was voided. Nothing will be charged on it."};
    }
    std::unreachable();
}

http::Response refund_response(const Refunded& refunded) {
    const auto& refund = refunded.refund;
    return mark(http::Response(201, json::write(RefundView{.id = refund.id,
                                                           .payment_id = refund.payment_id,
                                                           .amount = refund.amount,
                                                           .currency = refund.currency,
                                                           .refunded = refund.refunded,
                                                           .created_at = refund.created_at})),
                refunded.replayed);
}

http::Response refusal_response(RefundRejection rejection) {
    switch (rejection) {
        case RefundRejection::payment_not_found: return problem::not_found("payment");
        case RefundRejection::not_approved:
            return Problem{.code = "conflict", .detail = "No money was taken, so none can go back."};
        case RefundRejection::exceeds_rest:
            return Problem{.code = "conflict", .detail = "That is more than is left of the payment."};
        case RefundRejection::key_reused: return problem::idempotency_key_reused();
    }
    std::unreachable();
}

}  // namespace boxoffice::payment
