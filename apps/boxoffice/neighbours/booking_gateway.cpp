#include "apps/boxoffice/neighbours/booking_gateway.hpp"

#include "services/booking/ports/unanswered.hpp"

namespace boxoffice {

namespace {

Context as_booking_service(const Trace& trace) { return {.caller = Caller::service("booking"), .trace = trace}; }

booking::ChargeState state_of(payment::PaymentStatus status) {
    switch (status) {
        case payment::PaymentStatus::APPROVED: return booking::ChargeState::APPROVED;
        case payment::PaymentStatus::DECLINED: return booking::ChargeState::DECLINED;
        case payment::PaymentStatus::VOIDED: return booking::ChargeState::VOIDED;
    }
    return booking::ChargeState::DECLINED;
}

booking::Gateway::Answer answer_of(const payment::Payment& payment) {
    return {.state = state_of(payment.status),
            .payment_id = booking::PaymentId{payment.id.value},
            .amount = payment.amount};
}

}  // namespace

template <class T>
Task<T> LocalGateway::answered(Task<T> call) {
    std::optional<T> answer;
    try {
        answer = co_await within(parts_.scope, parts_.timeouts, parts_.timeout, std::move(call));
    } catch (const std::exception& fault) {
        throw booking::Unanswered(std::string("the payment gateway failed: ") + fault.what());
    }
    if (!answer) throw booking::Unanswered("the payment gateway does not answer");
    co_return std::move(*answer);
}

Task<booking::Gateway::Answer> LocalGateway::charge(Trace trace, ChargeRequest request) {
    auto key = request.key;
    payment::ChargeRequest charge{.key = std::move(request.key),
                                  .user_id = request.user_id.text(),
                                  .amount = request.amount,
                                  .currency = std::move(request.currency),
                                  .booking_id = request.booking_id.text(),
                                  .payment_method = std::move(request.method)};
    const auto charged = co_await answered(parts_.payments.charge(as_booking_service(trace), std::move(charge)));
    // What is refused takes no money now, but the key may have taken some before: closing it tells.
    if (!charged) co_return co_await void_key(trace, std::move(key));
    co_return answer_of(charged->payment);
}

Task<booking::Gateway::Answer> LocalGateway::void_key(Trace trace, std::string key) {
    co_return answer_of(co_await answered(parts_.payments.void_key(as_booking_service(trace), std::move(key))));
}

Task<bool> LocalGateway::refund(Trace trace, booking::PaymentId payment_id, std::int64_t amount, std::string key) {
    const auto refunded = co_await answered(parts_.payments.refund(
        as_booking_service(trace), payment::PaymentId{payment_id.value}, amount, std::move(key)));
    co_return refunded.has_value();
}

Task<std::vector<booking::Gateway::Payment>> LocalGateway::approved_since(std::int64_t sequence, std::size_t most) {
    std::vector<Payment> approved;
    // A page may hold none of ours (declined, voided, another caller's): only the ledger's end is an end.
    while (approved.empty()) {
        const auto payments = co_await answered(parts_.payments.since(as_booking_service(Trace{}), sequence, most));
        if (payments.empty()) break;
        for (const auto& payment : payments) {
            sequence = payment.sequence;
            const auto booking_id = booking::BookingId::parse(payment.booking_id.value_or(""));
            if (payment.status != payment::PaymentStatus::APPROVED || !booking_id || payment.caller != "booking")
                continue;
            approved.push_back({.sequence = payment.sequence,
                                .id = booking::PaymentId{payment.id.value},
                                .booking_id = *booking_id,
                                .amount = payment.amount,
                                .refunded = payment.refunded,
                                .currency = payment.currency});
        }
    }
    co_return approved;
}

}  // namespace boxoffice
