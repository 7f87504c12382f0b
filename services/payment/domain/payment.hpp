#pragma once

#include "platform/id/uuid.hpp"
#include "platform/time/timestamp.hpp"

#include <array>
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::payment {

struct PaymentTag;
using PaymentId = Id<PaymentTag>;

struct RefundTag;
using RefundId = Id<RefundTag>;

/// What became of a charge. None of the three ever turns into another.
enum class PaymentStatus {
    APPROVED,  ///< the money was taken; refunds count in `refunded`
    DECLINED,  ///< nothing was taken, and never will be
    VOIDED     ///< the key was closed before it was used; nothing will ever be taken on it
};
BOOST_DESCRIBE_ENUM(PaymentStatus, APPROVED, DECLINED, VOIDED)

/// The methods of the mock gateway: each is a way to behave.
enum class PaymentMethod {
    pm_approved,            ///< approved at once
    pm_declined,            ///< declined
    pm_insufficient_funds,  ///< declined, for want of funds
    pm_timeout,             ///< charges, then does not answer; the same key asked again is answered
    pm_error,               ///< fails always, whatever the key; nothing is charged
    pm_slow                 ///< approved, answered after 2 s
};
BOOST_DESCRIBE_ENUM(PaymentMethod, pm_approved, pm_declined, pm_insufficient_funds, pm_timeout, pm_error, pm_slow)

inline constexpr PaymentMethod default_method = PaymentMethod::pm_approved;
inline constexpr std::string_view default_currency = "EUR";

/// The method of that name; nothing for a name the gateway does not know.
std::optional<PaymentMethod> parse_method(std::string_view name);

/// A row of the ledger.
struct Payment {
    std::int64_t sequence = 0;  ///< grows by the order in which rows became durable; set by the ledger
    PaymentId id{};
    std::string caller = {};              ///< who asked: the scope of `key`
    std::optional<std::string> key = {};  ///< unique for a caller; without one, a charge cannot be repeated
    std::string user_id = {};             ///< empty when VOIDED
    std::optional<std::string> booking_id = {};
    std::int64_t amount = 0;    ///< minor units of `currency`; 0 when VOIDED
    std::string currency = {};  ///< ISO 4217; empty when VOIDED
    PaymentMethod method = default_method;
    PaymentStatus status = PaymentStatus::APPROVED;
    std::int64_t refunded = 0;  ///< 0 to `amount`
    std::array<std::uint8_t, 16> trace_id{};
    Timestamp created_at{};
};

/// Money that went back for a payment.
struct Refund {
    RefundId id{};
    PaymentId payment_id{};
    std::string caller = {};
    std::optional<std::string> key = {};
    std::int64_t amount = 0;
    std::string currency = {};
    std::int64_t refunded = 0;  ///< of the payment, this refund included
    Timestamp created_at{};
};

/// What the ledger holds of one currency.
struct Total {
    std::string currency;
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
};

}  // namespace boxoffice::payment
