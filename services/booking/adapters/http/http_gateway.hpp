#pragma once

#include "platform/remote/remote.hpp"
#include "services/booking/ports/gateway.hpp"

namespace boxoffice::booking {

/// The payment gateway over HTTP. 402 is its no; silence, 5xx and whatever cannot be understood is Unanswered.
class HttpGateway final : public Gateway {
public:
    /// `payments` should not take silence for a fault: a payment method may cause it. `timeout` is PAYMENT_TIMEOUT_MS.
    HttpGateway(remote::Remote& payments, std::chrono::milliseconds timeout) : payments_(payments), timeout_(timeout) {}

    Task<Answer> charge(Trace trace, ChargeRequest request) override;
    Task<Answer> void_key(Trace trace, std::string key) override;
    Task<bool> refund(Trace trace, PaymentId payment_id, std::int64_t amount, std::string key) override;
    Task<std::vector<Payment>> approved_since(std::int64_t sequence, std::size_t most) override;

private:
    Task<http::Response> post(Trace trace, std::string target, std::string body, std::string key);
    Task<Answer> ask_for_charge(Trace trace, ChargeRequest request);
    Task<Answer> ask_for_void(Trace trace, std::string key);
    Task<bool> ask_for_refund(Trace trace, PaymentId payment_id, std::int64_t amount, std::string key);
    Task<std::vector<Payment>> read_journal(std::int64_t sequence, std::size_t most);

    remote::Remote& payments_;
    std::chrono::milliseconds timeout_;
};

}  // namespace boxoffice::booking
