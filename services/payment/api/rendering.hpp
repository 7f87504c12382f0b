#pragma once

#include "platform/http/message.hpp"
#include "services/payment/ports/ledger.hpp"

#include <string>
#include <string_view>

namespace boxoffice::payment {

/// A payment as JSON.
std::string payment_json(const Payment& payment);

/// The same with `sequence` and `caller`: what the journal says besides.
std::string journal_json(const Payment& payment);

/// The answer to a charge: 201, 402, or 409 for a voided key. A replay gives the same bytes as the first time,
/// whatever was refunded since, and says so in Idempotency-Replayed.
http::Response charge_response(Recorded recorded, std::string_view path);

/// 201 with the refund; the same bytes when replayed.
http::Response refund_response(const Refunded& refunded);

http::Response refusal_response(RefundRejection rejection);

}  // namespace boxoffice::payment
