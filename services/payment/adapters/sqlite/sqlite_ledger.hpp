#pragma once

#include "platform/sqlite/store.hpp"
#include "services/payment/ports/ledger.hpp"

namespace boxoffice::payment {

/// The ledger in a SQLite file of its own: one INSERT for a charge, in the store's group commit.
class SqliteLedger final : public Ledger {
public:
    /// Opens or makes the file; throws as sqlite::Store does.
    SqliteLedger(Loop& loop, const std::string& path);

    Task<Recorded> record(Payment payment) override;
    Task<std::expected<Refunded, RefundRejection>> refund(Refund refund) override;
    Task<std::optional<Payment>> find(PaymentId id) override;
    Task<std::vector<Payment>> list(PaymentFilter filter) override;
    Task<std::vector<Payment>> since(std::int64_t sequence, std::size_t most) override;
    Task<std::vector<Total>> totals() override;

private:
    sqlite::Store store_;
};

}  // namespace boxoffice::payment
