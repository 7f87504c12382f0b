#include "services/booking/adapters/http/http_gateway.hpp"

#include "platform/json/write.hpp"
#include "services/booking/adapters/http/answers.hpp"

namespace boxoffice::booking {

namespace {

using http::Method;

constexpr std::size_t page_max = 500;

struct ChargeBody {
    PersonId user_id;
    std::int64_t amount = 0;
    std::string currency;
    BookingId booking_id;
    std::string payment_method;
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

enum class PaymentStatus { APPROVED, DECLINED, VOIDED };
BOOST_DESCRIBE_ENUM(PaymentStatus, APPROVED, DECLINED, VOIDED)

struct PaymentBody {
    PaymentId id;
    PaymentStatus status{};
    std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(PaymentBody, (), (id, status, amount))

struct JournalItem {
    std::int64_t sequence = 0;
    std::string caller;
    PaymentId id;
    PaymentStatus status{};
    std::optional<std::string> booking_id;
    std::int64_t amount = 0;
    std::int64_t refunded = 0;
    std::optional<std::string> currency;
};
BOOST_DESCRIBE_STRUCT(JournalItem, (), (sequence, caller, id, status, booking_id, amount, refunded, currency))

struct JournalPage {
    std::vector<JournalItem> data;
};
BOOST_DESCRIBE_STRUCT(JournalPage, (), (data))

ChargeState state_of(PaymentStatus status) {
    switch (status) {
        case PaymentStatus::APPROVED: return ChargeState::APPROVED;
        case PaymentStatus::DECLINED: return ChargeState::DECLINED;
        case PaymentStatus::VOIDED: return ChargeState::VOIDED;
    }
    return ChargeState::DECLINED;
}

Gateway::Answer answer_of(const http::Response& response) {
    const auto payment = remote::read_answer<PaymentBody>(response.body);
    return {.state = state_of(payment.status), .payment_id = payment.id, .amount = payment.amount};
}

Gateway::Answer nothing_taken(ChargeState state) { return {.state = state, .payment_id = {}, .amount = 0}; }

}  // namespace

Task<Gateway::Answer> HttpGateway::charge(Trace trace, ChargeRequest request) {
    return or_unanswered(ask_for_charge(trace, std::move(request)));
}

Task<Gateway::Answer> HttpGateway::void_key(Trace trace, std::string key) {
    return or_unanswered(ask_for_void(trace, std::move(key)));
}

Task<bool> HttpGateway::refund(Trace trace, PaymentId payment_id, std::int64_t amount, std::string key) {
    return or_unanswered(ask_for_refund(trace, payment_id, amount, std::move(key)));
}

Task<std::vector<Gateway::Payment>> HttpGateway::approved_since(std::int64_t sequence, std::size_t most) {
    return or_unanswered(read_journal(sequence, most));
}

Task<http::Response> HttpGateway::post(Trace trace, std::string target, std::string body, std::string key) {
    return payments_.call({.method = Method::post,
                           .target = std::move(target),
                           .body = std::move(body),
                           .headers = {{"Idempotency-Key", std::move(key)}},
                           .trace = trace,
                           .timeout = timeout_});
}

Task<Gateway::Answer> HttpGateway::ask_for_charge(Trace trace, ChargeRequest request) {
    ChargeBody body{request.user_id, request.amount, std::move(request.currency), request.booking_id,
                    std::move(request.method)};
    const auto response = co_await post(trace, "/payments", json::write(body), request.key);
    if (response.status == 201) co_return answer_of(response);
    const auto code = remote::problem_code(response);
    if (code == "payment_declined") co_return nothing_taken(ChargeState::DECLINED);
    // What is refused takes no money now, but the key may have taken some before: closing it tells.
    if (code == "validation_failed" || code == "idempotency_key_reused")
        co_return co_await ask_for_void(trace, std::move(request.key));
    if (code == "conflict") co_return nothing_taken(ChargeState::VOIDED);
    throw unexpected_answer(payments_, response);
}

Task<Gateway::Answer> HttpGateway::ask_for_void(Trace trace, std::string key) {
    const auto response = co_await payments_.call({.method = Method::post,
                                                   .target = "/payments/void",
                                                   .body = json::write(VoidBody{std::move(key)}),
                                                   .trace = trace,
                                                   .timeout = timeout_,
                                                   .repeatable = true});
    if (response.status != 200) throw unexpected_answer(payments_, response);
    co_return answer_of(response);
}

Task<bool> HttpGateway::ask_for_refund(Trace trace, PaymentId payment_id, std::int64_t amount, std::string key) {
    const auto response = co_await post(trace, "/payments/" + payment_id.text() + "/refunds",
                                        json::write(RefundBody{amount}), std::move(key));
    if (response.status == 201) co_return true;
    const auto code = remote::problem_code(response);
    if (code == "payment_not_found" || code == "conflict" || code == "idempotency_key_reused") co_return false;
    throw unexpected_answer(payments_, response);
}

Task<std::vector<Gateway::Payment>> HttpGateway::read_journal(std::int64_t sequence, std::size_t most) {
    std::vector<Payment> approved;
    // A page may hold none of ours (declined, voided, another caller's): only the journal's end is an end.
    while (approved.empty()) {
        const auto response = co_await payments_.call(
            {.target = fmt::format("/payments/journal?after={}&limit={}", sequence, std::min(most, page_max)),
             .timeout = timeout_});
        if (response.status != 200) throw unexpected_answer(payments_, response);
        const auto page = remote::read_answer<JournalPage>(response.body);
        if (page.data.empty()) break;
        for (const auto& item : page.data) {
            sequence = item.sequence;
            const auto booking_id = BookingId::parse(item.booking_id.value_or(""));
            if (item.status != PaymentStatus::APPROVED || !booking_id || item.caller != "booking") continue;
            approved.push_back({.sequence = item.sequence,
                                .id = item.id,
                                .booking_id = *booking_id,
                                .amount = item.amount,
                                .refunded = item.refunded,
                                .currency = item.currency.value_or("")});
        }
    }
    co_return approved;
}

}  // namespace boxoffice::booking
