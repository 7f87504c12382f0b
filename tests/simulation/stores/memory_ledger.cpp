#include "tests/simulation/stores/memory_ledger.hpp"

#include "services/payment/domain/charge.hpp"

#include <algorithm>

namespace boxoffice::simulation {

using payment::Payment;
using payment::PaymentStatus;
using payment::Recorded;
using payment::Refund;
using payment::Refunded;
using payment::RefundRefusal;
using payment::RefundRejection;

namespace {

RefundRejection rejection_of(RefundRefusal refusal) {
    return refusal == RefundRefusal::not_approved ? RefundRejection::not_approved : RefundRejection::exceeds_rest;
}

bool passes(const Payment& payment, const payment::PaymentFilter& filter) {
    return (!filter.booking_id || payment.booking_id == filter.booking_id) &&
           (!filter.status || payment.status == *filter.status) &&
           (!filter.before || payment.sequence < *filter.before);
}

}  // namespace

Payment* LedgerTable::find_key(const std::string& caller, const std::optional<std::string>& key) {
    if (!key) return nullptr;
    const auto found =
        std::ranges::find_if(payments_, [&](const Payment& one) { return one.key == key && one.caller == caller; });
    return found == payments_.end() ? nullptr : &*found;
}

Recorded LedgerTable::record(Payment payment) {
    const bool anew = planted_ == Mutation::charge_key_ignored && payment.status != PaymentStatus::VOIDED;
    if (auto* known = anew ? nullptr : find_key(payment.caller, payment.key)) return {*known, true};
    payment.sequence = static_cast<std::int64_t>(payments_.size()) + 1;
    payments_.push_back(payment);
    if (watch_ != nullptr) watch_->recorded(payment);
    return {std::move(payment), false};
}

std::expected<Refunded, RefundRejection> LedgerTable::refund(Refund refund) {
    const auto same_key = [&](const Refund& one) { return one.key == refund.key && one.caller == refund.caller; };
    const auto known = refund.key ? std::ranges::find_if(refunds_, same_key) : refunds_.end();
    if (known != refunds_.end()) {
        if (known->payment_id != refund.payment_id || known->amount != refund.amount)
            return std::unexpected(RefundRejection::key_reused);
        return Refunded{*known, true};
    }
    const auto payment = std::ranges::find(payments_, refund.payment_id, &Payment::id);
    if (payment == payments_.end()) return std::unexpected(RefundRejection::payment_not_found);
    if (const auto refusal = payment::refuse_refund(*payment, refund.amount))
        return std::unexpected(rejection_of(*refusal));
    payment->refunded += refund.amount;
    refund.currency = payment->currency;
    refund.refunded = payment->refunded;
    refunds_.push_back(refund);
    if (watch_ != nullptr) watch_->refunded(*payment, refund);
    return Refunded{std::move(refund), false};
}

Task<Recorded> MemoryLedger::record(Payment payment) {
    return ask([&table = table_, payment = std::move(payment)] { return table.record(payment); });
}

Task<std::expected<Refunded, RefundRejection>> MemoryLedger::refund(Refund refund) {
    return ask([&table = table_, refund = std::move(refund)] { return table.refund(refund); });
}

Task<std::optional<Payment>> MemoryLedger::find(payment::PaymentId id) {
    return ask([&table = table_, id]() -> std::optional<Payment> {
        const auto found = std::ranges::find(table.payments(), id, &Payment::id);
        return found == table.payments().end() ? std::nullopt : std::optional(*found);
    });
}

Task<std::vector<Payment>> MemoryLedger::list(payment::PaymentFilter filter) {
    return ask([&table = table_, filter = std::move(filter)] {
        std::vector<Payment> found;
        const auto& all = table.payments();
        for (auto one = all.rbegin(); one != all.rend() && found.size() < filter.limit; ++one)
            if (passes(*one, filter)) found.push_back(*one);
        return found;
    });
}

Task<std::vector<Payment>> MemoryLedger::since(std::int64_t sequence, std::size_t most) {
    return ask([&table = table_, sequence, most] {
        std::vector<Payment> found;
        for (const auto& one : table.payments())
            if (one.sequence > sequence && found.size() < most) found.push_back(one);
        return found;
    });
}

Task<std::vector<payment::Total>> MemoryLedger::totals() {
    return ask([&table = table_] {
        std::map<std::string, payment::Total> sums;
        for (const auto& one : table.payments()) {
            if (one.status != PaymentStatus::APPROVED) continue;
            auto& total = sums[one.currency];
            total.currency = one.currency;
            total.captured += one.amount;
            total.refunded += one.refunded;
        }
        std::vector<payment::Total> totals;
        for (const auto& [currency, total] : sums) totals.push_back(total);
        return totals;
    });
}

}  // namespace boxoffice::simulation
