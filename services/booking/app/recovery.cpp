#include "services/booking/app/recovery.hpp"

#include "services/booking/domain/decisions.hpp"
#include "services/booking/ports/unanswered.hpp"

#include <boost/system/system_error.hpp>

namespace boxoffice::booking {

namespace {

constexpr std::chrono::milliseconds between_rounds{1'000};
constexpr int rounds_between_reconciliations = 60;
constexpr std::chrono::seconds claim_for{5};
constexpr std::size_t due_max = 500;
constexpr std::size_t flights_max = 5'000;
constexpr std::size_t page = 200;

std::int64_t refunded_of(const Booking& booking, const Charge& charge) {
    std::int64_t sum = 0;
    for (const auto& refund : booking.refunds)
        if (refund.charge_no == charge.no) sum += refund.amount;
    return sum;
}

/// Captured less refunded, of all charges.
std::int64_t kept_of(const Booking& booking) {
    std::int64_t sum = -booking.refunded();
    for (const auto& charge : booking.charges)
        if (charge.state == ChargeState::APPROVED) sum += charge.amount;
    return sum;
}

}  // namespace

Recovery::Recovery(Parts parts)
    : parts_(std::move(parts)),
      imbalances_(parts_.metrics.counter("boxoffice_money_imbalances_total",
                                         "Payments that differ from what their ended bookings say of them.")) {}

Task<> Recovery::run() {
    for (int round = 0;; ++round) {
        std::string failure;
        try {
            co_await carry_on_due();
            co_await carry_on_closures();
            if (round % rounds_between_reconciliations == 0) co_await reconcile();
        } catch (const boost::system::system_error&) {
            throw;
        } catch (const std::exception& fault) {
            failure = fault.what();
        }
        if (!failure.empty()) parts_.log.warning("a round of the recovery failed", {{"why", failure}});
        co_await parts_.clock.sleep(between_rounds);
    }
}

Task<> Recovery::carry_on_due() {
    if (parts_.flights.count() > flights_max) co_return;
    const auto now = parts_.clock.now();
    auto bookings = co_await parts_.store.claim_due(now, now + claim_for, due_max);
    for (auto& booking : bookings)
        if (!parts_.flights.under_way(booking.id)) parts_.flights.start(std::move(booking), false);
}

Task<> Recovery::close_event(EventId event_id) {
    co_await parts_.store.begin_closure(event_id);
    parts_.log.info("an event was cancelled: its bookings are being cancelled", {{"event_id", event_id}});
}

/// Complete, because the inventory gives no hold any more and a booking is stored before it asks for one: what is
/// inserted behind the cursor is refused.
Task<> Recovery::carry_on_closures() {
    for (auto closure : co_await parts_.store.closures()) {
        for (;;) {
            auto bookings = co_await parts_.store.of_event(closure.event_id, closure.cursor, page);
            if (bookings.empty()) break;
            for (auto& booking : bookings) {
                closure.cursor = booking.id;
                co_await close(std::move(booking));
            }
            co_await parts_.store.move_closure(closure);
        }
        co_await parts_.store.end_closure(closure.event_id);
        parts_.log.info("every booking of a cancelled event is cancelled", {{"event_id", closure.event_id}});
    }
}

Task<> Recovery::close(Booking booking) {
    for (;;) {
        auto next = decision::cancel(booking, parts_.clock.now());
        if (!next) co_return;
        if (co_await parts_.store.decide({.next = *next, .due = {}, .answer = {}})) {
            parts_.flights.start(std::move(*next), false);
            co_return;
        }
        auto present = co_await parts_.store.find(booking.id);
        if (!present) co_return;
        booking = std::move(*present);
    }
}

/// The cursor does not pass a payment whose booking has not ended: it is asked about again.
Task<> Recovery::reconcile() {
    auto sequence = co_await parts_.store.reconciled_to();
    for (;;) {
        const auto payments = co_await parts_.gateway.approved_since(sequence, page);
        if (payments.empty()) co_return;
        const auto before = sequence;
        for (const auto& payment : payments) {
            if (!co_await reconcile(payment)) break;
            sequence = payment.sequence;
        }
        if (sequence == before) co_return;
        co_await parts_.store.reconcile_to(sequence);
    }
}

/// False while the booking has not ended.
Task<bool> Recovery::reconcile(Gateway::Payment payment) {
    const auto booking = co_await parts_.store.find(payment.booking_id);
    if (booking && (booking->status == Status::PENDING || booking->phase != Phase::SETTLED || !booking->todo.empty()))
        co_return false;
    if (booking)
        for (const auto& charge : booking->charges)
            if (charge.payment_id == payment.id) co_return compare(*booking, charge, payment);
    if (payment.amount == payment.refunded) co_return true;
    parts_.log.error("a payment belongs to no booking and goes back",
                     {{"payment_id", payment.id}, {"booking_id", payment.booking_id}});
    co_return co_await parts_.gateway.refund(Trace{}, payment.id, payment.amount - payment.refunded,
                                             payment.booking_id.text() + "/x" + payment.id.text());
}

/// False at the first look at what differs: the payment may have been read before the booking ended.
bool Recovery::compare(const Booking& booking, const Charge& charge, const Gateway::Payment& payment) {
    const auto owed = booking.status == Status::CONFIRMED ? booking.amount() : 0;
    const bool agrees = charge.amount == payment.amount && refunded_of(booking, charge) == payment.refunded;
    if (agrees && kept_of(booking) == owed) return true;
    if (std::exchange(suspect_, payment.id) != payment.id) return false;
    imbalances_.increment();
    parts_.log.error("a payment differs from its booking", {{"payment_id", payment.id},
                                                            {"booking_id", booking.id},
                                                            {"captured", payment.amount},
                                                            {"refunded", payment.refunded},
                                                            {"kept_by_booking", kept_of(booking)},
                                                            {"owed", owed}});
    return true;
}

}  // namespace boxoffice::booking
