#pragma once

#include "platform/async/timeouts.hpp"
#include "services/booking/ports/gateway.hpp"
#include "services/payment/app/payments.hpp"

namespace boxoffice {

/// The payment gateway in the same process, asked as the service "booking"; its silence ends at a time-out.
class LocalGateway final : public booking::Gateway {
public:
    struct Parts {
        payment::Payments& payments;
        TaskScope& scope;
        Timeouts& timeouts;
        std::chrono::milliseconds timeout;
    };
    explicit LocalGateway(Parts parts) : parts_(parts) {}

    Task<Answer> charge(Trace trace, ChargeRequest request) override;
    Task<Answer> void_key(Trace trace, std::string key) override;
    Task<bool> refund(Trace trace, booking::PaymentId payment_id, std::int64_t amount, std::string key) override;
    Task<std::vector<Payment>> approved_since(std::int64_t sequence, std::size_t most) override;

private:
    /// The task's result; booking::Unanswered when it fails or takes too long.
    template <class T>
    Task<T> answered(Task<T> call);

    Parts parts_;
};

}  // namespace boxoffice
