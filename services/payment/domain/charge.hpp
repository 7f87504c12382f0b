#pragma once

#include "platform/problem/problem.hpp"
#include "services/payment/domain/payment.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::payment {

/// The largest amount that every JSON reader keeps exactly.
inline constexpr std::int64_t amount_max = (std::int64_t{1} << 53) - 1;

/// What somebody wants to be charged.
struct ChargeRequest {
    std::optional<std::string> key = {};
    std::string user_id = {};
    std::int64_t amount = 0;  ///< minor units, 1 to amount_max
    std::string currency = std::string(default_currency);
    std::optional<std::string> booking_id = {};
    std::string payment_method = "pm_approved";
};

/// Adds a fault for each member that breaks a rule, at the names of the wire ("/amount", "Idempotency-Key").
void check(const ChargeRequest& request, Faults& faults);

/// Adds a fault at `at` unless the key is 1 to 255 printable ASCII characters.
void check_key(std::string_view key, const std::string& at, Faults& faults);

/// Adds a fault at "/amount" unless it is 1 to amount_max.
void check_amount(std::int64_t amount, Faults& faults);

/// How a charge by this method ends.
PaymentStatus decide(PaymentMethod method);

/// Whether the request asks for just what the payment records, so that it is a repeat.
bool is_repeat(const Payment& payment, const ChargeRequest& request);

/// Why a refund is not taken.
enum class RefundRefusal {
    not_approved,  ///< no money was taken
    exceeds_rest   ///< more than was paid less what went back already
};

/// Nothing when that amount may go back.
std::optional<RefundRefusal> refuse_refund(const Payment& payment, std::int64_t amount);

}  // namespace boxoffice::payment
