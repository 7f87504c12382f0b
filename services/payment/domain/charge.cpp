#include "services/payment/domain/charge.hpp"

#include <boost/describe/enum_from_string.hpp>

namespace boxoffice::payment {

namespace {

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_foreign_id(std::string_view text) { return !text.empty() && text.size() <= 200 && is_printable(text); }

bool is_currency(std::string_view text) {
    return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::optional<PaymentMethod> parse_method(std::string_view name) {
    PaymentMethod method{};
    if (!boost::describe::enum_from_string(std::string(name).c_str(), method)) return std::nullopt;
    return method;
}

void check_key(std::string_view key, const std::string& at, Faults& faults) {
    if (key.empty() || key.size() > 255 || !is_printable(key))
        faults.add(at, "must be 1 to 255 printable ASCII characters");
}

void check_amount(std::int64_t amount, Faults& faults) {
    if (amount < 1 || amount > amount_max) faults.add("/amount", "must be 1 to 9007199254740991 minor units");
}

void check(const ChargeRequest& request, Faults& faults) {
    if (request.key) check_key(*request.key, "Idempotency-Key", faults);
    if (!is_foreign_id(request.user_id)) faults.add("/user_id", "must be 1 to 200 printable ASCII characters");
    if (request.booking_id && !is_foreign_id(*request.booking_id))
        faults.add("/booking_id", "must be 1 to 200 printable ASCII characters");
    check_amount(request.amount, faults);
    if (!is_currency(request.currency)) faults.add("/currency", "must be an ISO 4217 code, as EUR");
    if (!parse_method(request.payment_method))
        faults.add("/payment_method",
                   "must be pm_approved, pm_declined, pm_insufficient_funds, pm_timeout, pm_error or pm_slow");
}

PaymentStatus decide(PaymentMethod method) {
    const bool declined = method == PaymentMethod::pm_declined || method == PaymentMethod::pm_insufficient_funds;
    return declined ? PaymentStatus::DECLINED : PaymentStatus::APPROVED;
}

bool is_repeat(const Payment& payment, const ChargeRequest& request) {
    return payment.user_id == request.user_id && payment.booking_id == request.booking_id &&
           payment.amount == request.amount && payment.currency == request.currency &&
           payment.method == parse_method(request.payment_method);
}

std::optional<RefundRefusal> refuse_refund(const Payment& payment, std::int64_t amount) {
    if (payment.status != PaymentStatus::APPROVED) return RefundRefusal::not_approved;
    if (amount > payment.amount - payment.refunded) return RefundRefusal::exceeds_rest;
    return std::nullopt;
}

}  // namespace boxoffice::payment
