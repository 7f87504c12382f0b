#pragma once

#include "platform/async/clock.hpp"
#include "platform/auth/caller.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "services/payment/domain/misbehaviour.hpp"
#include "services/payment/ports/ledger.hpp"

#include <expected>
#include <stdexcept>

namespace boxoffice::payment {

/// The gateway's own failure, injected or asked for by `pm_error`: an HTTP 500, and no answer to believe.
class GatewayFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

enum class ChargeRejection {
    invalid,    ///< a member breaks a rule of `check`
    key_reused  ///< the key stands for another request
};

/// The use cases of the mock gateway: the same for HTTP and for a caller in this process. Keys are unique per
/// `context.caller.subject`. Unknown is not no: a call may throw GatewayFailure, or stay silent for `silence` (then it
/// throws too) although it was recorded; callers set a time limit of their own and ask again with the same key.
class Payments {
public:
    struct Parts {
        Ledger& ledger;
        UuidSource& ids;
        Clock& clock;
        Log log;
        Metrics& metrics;
    };
    /// How long a silent call hangs before it fails.
    static constexpr std::chrono::minutes silence{10};
    /// How late `pm_slow` answers.
    static constexpr std::chrono::seconds slowness{2};

    explicit Payments(Parts parts, MisbehaviourPlan plan = {});

    /// Charges. The payment says how it ended: APPROVED, DECLINED, or VOIDED where the key was closed before. A repeat
    /// of the request under its key gives the same payment at once.
    Task<std::expected<Recorded, ChargeRejection>> charge(Context context, ChargeRequest request);

    /// Closes a key of this caller: an unknown one becomes VOIDED and will never charge; a known one is given as it
    /// is, and an APPROVED payment stays so (refund it). The key must pass `check_key`.
    Task<Payment> void_key(Context context, std::string key);

    /// Gives money back. `amount` must pass `check_amount`. Repeats under a key give the first refund again.
    Task<std::expected<Refunded, RefundRejection>> refund(Context context, PaymentId id, std::int64_t amount,
                                                          std::optional<std::string> key);

    Task<std::optional<Payment>> find(Context context, PaymentId id);
    Task<std::vector<Payment>> list(Context context, PaymentFilter filter);
    /// For reconciliation: payments with a sequence above the given one, oldest first.
    Task<std::vector<Payment>> since(Context context, std::int64_t sequence, std::size_t most);
    /// For the conservation check.
    Task<std::vector<Total>> totals(Context context);

private:
    Misbehaviour misbehave();
    Task<> wait_for_turn();
    Task<> stay_silent();
    Payment new_payment(const Context& context, ChargeRequest request);
    void tell_charged(const Context& context, const Payment& payment);

    Parts parts_;
    MisbehaviourPlan plan_;
    std::uint64_t commands_ = 0;
    std::chrono::microseconds next_turn_{};  ///< since 1970
    Counter& approved_;
    Counter& declined_;
    Counter& voided_;
    Counter& refunds_;
};

}  // namespace boxoffice::payment
