#pragma once

#include "platform/async/task.hpp"
#include "services/payment/domain/charge.hpp"

#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::payment {

/// What a keyed write found.
struct Recorded {
    Payment payment;
    bool replayed = false;  ///< the key was known: `payment` is what it stands for, and nothing was written
};

enum class RefundRejection {
    payment_not_found,
    not_approved,  ///< no money was taken
    exceeds_rest,  ///< more than was paid less what went back already
    key_reused     ///< the key stands for a refund of another payment or amount
};

struct Refunded {
    Refund refund;
    bool replayed = false;
};

/// Which payments a list shows, newest first.
struct PaymentFilter {
    std::optional<std::string> booking_id = {};
    std::optional<PaymentStatus> status = {};
    std::optional<std::int64_t> before = {};  ///< only sequences below
    std::size_t limit = 50;
};

/// The gateway's book. Each write is one atomic step, durable when answered; rows are never changed but for
/// `refunded`, and never deleted. Used on the loop's thread; faults of the storage are thrown.
class Ledger {
public:
    virtual ~Ledger() = default;

    /// Writes the payment with the next sequence, unless its (caller, key) is there already: then gives that row,
    /// whatever it says. Payments without a key are always written. Concurrent calls with one key write one row.
    virtual Task<Recorded> record(Payment payment) = 0;

    /// Takes the amount from what is left of the payment, and writes the refund (`currency` and `refunded` are
    /// filled in). A known (caller, key) gives the first refund again if payment and amount are the same. Never more
    /// goes back than was paid, however many ask at once.
    virtual Task<std::expected<Refunded, RefundRejection>> refund(Refund refund) = 0;

    virtual Task<std::optional<Payment>> find(PaymentId id) = 0;

    virtual Task<std::vector<Payment>> list(PaymentFilter filter) = 0;

    /// Oldest first, those with a sequence above `sequence`: a row that comes later always has a higher one.
    virtual Task<std::vector<Payment>> since(std::int64_t sequence, std::size_t most) = 0;

    /// One for each currency, by its code. Reads the whole book.
    virtual Task<std::vector<Total>> totals() = 0;
};

}  // namespace boxoffice::payment
