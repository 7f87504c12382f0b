#pragma once

#include "platform/async/task.hpp"
#include "platform/auth/caller.hpp"
#include "services/booking/domain/booking.hpp"

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::booking {

/// The payment gateway. Every call is named by a key and may be repeated with it. Each throws Unanswered when the
/// gateway is silent for longer than PAYMENT_TIMEOUT_MS, or fails: then nothing is known.
class Gateway {
public:
    virtual ~Gateway() = default;

    struct ChargeRequest {
        std::string key;
        PersonId user_id;
        BookingId booking_id;
        std::int64_t amount = 0;  ///< in minor units, at least 1
        std::string currency;
        std::string method;
    };
    /// What the key stands for from now on: APPROVED with the payment, DECLINED, or VOIDED; never OPEN.
    struct Answer {
        ChargeState state = ChargeState::DECLINED;
        std::optional<PaymentId> payment_id;
        std::int64_t amount = 0;
    };

    /// A request that the gateway refuses (an unknown method, a key that stands for something else) says nothing of
    /// what the key was charged with before: the key is then closed, and the answer is that of `void_key`.
    virtual Task<Answer> charge(Trace trace, ChargeRequest request) = 0;

    /// Closes the key: VOIDED, nothing will ever be charged on it, or what it has become before.
    virtual Task<Answer> void_key(Trace trace, std::string key) = 0;

    /// False when the gateway refuses for good (more than was paid).
    virtual Task<bool> refund(Trace trace, PaymentId payment_id, std::int64_t amount, std::string key) = 0;

    struct Payment {
        std::int64_t sequence = 0;  ///< grows in the order in which payments became known
        PaymentId id;
        BookingId booking_id;
        std::int64_t amount = 0;
        std::int64_t refunded = 0;
        std::string currency;
    };
    /// Approved payments of bookings after `sequence`, oldest first, at most `most`; none only when there are no more.
    virtual Task<std::vector<Payment>> approved_since(std::int64_t sequence, std::size_t most) = 0;
};

}  // namespace boxoffice::booking
