#include "services/payment/app/payments.hpp"

namespace boxoffice::payment {

namespace {

Counter& charges(Metrics& metrics, const char* status) {
    return metrics.counter("boxoffice_payment_charges_total", "Charges recorded, by their end", {{"status", status}});
}

}  // namespace

Payments::Payments(Parts parts, MisbehaviourPlan plan)
    : parts_(std::move(parts)),
      plan_(plan),
      approved_(charges(parts_.metrics, "APPROVED")),
      declined_(charges(parts_.metrics, "DECLINED")),
      voided_(charges(parts_.metrics, "VOIDED")),
      refunds_(parts_.metrics.counter("boxoffice_payment_refunds_total", "Refunds recorded")) {}

Misbehaviour Payments::misbehave() {
    const auto misbehaviour = plan_.at(commands_++);
    if (misbehaviour == Misbehaviour::error) throw GatewayFailure("the gateway failed, as its fault rate says");
    return misbehaviour;
}

Task<> Payments::wait_for_turn() {
    if (plan_.charges_per_s == 0) co_return;
    const std::chrono::microseconds now = parts_.clock.now().time_since_epoch();
    const auto turn = std::max(now, next_turn_);
    next_turn_ = turn + std::chrono::microseconds(1'000'000 / plan_.charges_per_s);
    if (turn > now) co_await parts_.clock.sleep(std::chrono::ceil<std::chrono::milliseconds>(turn - now));
}

Task<> Payments::stay_silent() {
    co_await parts_.clock.sleep(silence);
    throw GatewayFailure("the gateway did not answer");
}

Payment Payments::new_payment(const Context& context, ChargeRequest request) {
    const auto now = parts_.clock.now();
    const auto method = *parse_method(request.payment_method);
    return {.id = {parts_.ids.next(now)},
            .caller = context.caller.subject,
            .key = std::move(request.key),
            .user_id = std::move(request.user_id),
            .booking_id = std::move(request.booking_id),
            .amount = request.amount,
            .currency = std::move(request.currency),
            .method = method,
            .status = decide(method),
            .trace_id = context.trace.trace_id,
            .created_at = now};
}

void Payments::tell_charged(const Context& context, const Payment& payment) {
    const bool approved = payment.status == PaymentStatus::APPROVED;
    (approved ? approved_ : declined_).increment();
    parts_.log.info(context.trace, approved ? "payment approved" : "payment declined",
                    {{"payment_id", payment.id},
                     {"booking_id", payment.booking_id.value_or("")},
                     {"amount", payment.amount},
                     {"currency", payment.currency}});
}

Task<std::expected<Recorded, ChargeRejection>> Payments::charge(Context context, ChargeRequest request) {
    Faults faults;
    check(request, faults);
    if (!faults.empty()) co_return std::unexpected(ChargeRejection::invalid);
    const auto method = *parse_method(request.payment_method);
    if (method == PaymentMethod::pm_error) throw GatewayFailure("the gateway failed, as pm_error asks");
    const auto misbehaviour = misbehave();
    co_await wait_for_turn();

    auto recorded = co_await parts_.ledger.record(new_payment(context, request));
    if (recorded.replayed) {
        const bool voided = recorded.payment.status == PaymentStatus::VOIDED;
        if (!voided && !is_repeat(recorded.payment, request)) co_return std::unexpected(ChargeRejection::key_reused);
        co_return recorded;
    }
    tell_charged(context, recorded.payment);
    if (misbehaviour == Misbehaviour::silence || method == PaymentMethod::pm_timeout) co_await stay_silent();
    if (method == PaymentMethod::pm_slow) co_await parts_.clock.sleep(slowness);
    co_return recorded;
}

Task<Payment> Payments::void_key(Context context, std::string key) {
    const auto misbehaviour = misbehave();
    const auto now = parts_.clock.now();
    Payment closed{.id = {parts_.ids.next(now)},
                   .caller = context.caller.subject,
                   .key = std::move(key),
                   .status = PaymentStatus::VOIDED,
                   .trace_id = context.trace.trace_id,
                   .created_at = now};
    auto recorded = co_await parts_.ledger.record(std::move(closed));
    if (!recorded.replayed) {
        voided_.increment();
        parts_.log.info(context.trace, "payment key voided", {{"payment_id", recorded.payment.id}});
    }
    if (misbehaviour == Misbehaviour::silence) co_await stay_silent();
    co_return std::move(recorded.payment);
}

Task<std::expected<Refunded, RefundRejection>> Payments::refund(Context context, PaymentId id, std::int64_t amount,
                                                                std::optional<std::string> key) {
    const auto misbehaviour = misbehave();
    const auto now = parts_.clock.now();
    Refund wanted{.id = {parts_.ids.next(now)},
                  .payment_id = id,
                  .caller = context.caller.subject,
                  .key = std::move(key),
                  .amount = amount,
                  .created_at = now};
    auto refunded = co_await parts_.ledger.refund(std::move(wanted));
    if (refunded && !refunded->replayed) {
        refunds_.increment();
        parts_.log.info(
            context.trace, "payment refunded",
            {{"payment_id", id}, {"amount", refunded->refund.amount}, {"currency", refunded->refund.currency}});
        if (misbehaviour == Misbehaviour::silence) co_await stay_silent();
    }
    co_return refunded;
}

Task<std::optional<Payment>> Payments::find(Context, PaymentId id) { co_return co_await parts_.ledger.find(id); }

Task<std::vector<Payment>> Payments::list(Context, PaymentFilter filter) {
    co_return co_await parts_.ledger.list(std::move(filter));
}

Task<std::vector<Payment>> Payments::since(Context, std::int64_t sequence, std::size_t most) {
    co_return co_await parts_.ledger.since(sequence, most);
}

Task<std::vector<Total>> Payments::totals(Context) { co_return co_await parts_.ledger.totals(); }

}  // namespace boxoffice::payment
