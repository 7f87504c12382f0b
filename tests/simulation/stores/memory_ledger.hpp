#pragma once

#include "services/payment/ports/ledger.hpp"
#include "tests/simulation/process.hpp"

namespace boxoffice::simulation {

/// Hears of each write to the ledger.
class MoneyWatch {
public:
    virtual ~MoneyWatch() = default;
    virtual void recorded(const payment::Payment& payment) = 0;
    virtual void refunded(const payment::Payment& payment, const payment::Refund& refund) = 0;
};

/// The gateway's book: each call is one atomic, durable step.
class LedgerTable {
public:
    using Payment = payment::Payment;
    using Refund = payment::Refund;

    explicit LedgerTable(std::optional<Mutation> planted = {}) : planted_(planted) {}
    void watched_by(MoneyWatch& watch) { watch_ = &watch; }

    payment::Recorded record(Payment payment);
    std::expected<payment::Refunded, payment::RefundRejection> refund(Refund refund);
    const std::vector<Payment>& payments() const { return payments_; }
    const std::vector<Refund>& refunds() const { return refunds_; }

private:
    Payment* find_key(const std::string& caller, const std::optional<std::string>& key);

    std::optional<Mutation> planted_;
    MoneyWatch* watch_ = nullptr;
    std::vector<Payment> payments_;
    std::vector<Refund> refunds_;
};

/// A process's way to the ledger.
class MemoryLedger final : public payment::Ledger {
public:
    MemoryLedger(Process& process, LedgerTable& table) : process_(process), table_(table) {}

    Task<payment::Recorded> record(payment::Payment payment) override;
    Task<std::expected<payment::Refunded, payment::RefundRejection>> refund(payment::Refund refund) override;
    Task<std::optional<payment::Payment>> find(payment::PaymentId id) override;
    Task<std::vector<payment::Payment>> list(payment::PaymentFilter filter) override;
    Task<std::vector<payment::Payment>> since(std::int64_t sequence, std::size_t most) override;
    Task<std::vector<payment::Total>> totals() override;

private:
    template <class Effect>
    auto ask(Effect effect) {
        return process_.ask(Place::ledger, std::move(effect));
    }

    Process& process_;
    LedgerTable& table_;
};

}  // namespace boxoffice::simulation
