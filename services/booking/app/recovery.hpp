#pragma once

#include "platform/async/clock.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "services/booking/app/flights.hpp"
#include "services/booking/ports/booking_store.hpp"
#include "services/booking/ports/gateway.hpp"

#include <optional>

namespace boxoffice::booking {

/// What carries on the bookings that nobody waits for: those whose `due` has passed, those of cancelled events, and
/// payments that no booking accounts for. Payments that their bookings speak otherwise of, also at a second look, are
/// counted and logged as errors.
class Recovery {
public:
    struct Parts {
        BookingStore& store;
        Gateway& gateway;
        Flights& flights;
        Clock& clock;
        Log log;
        Metrics& metrics;
    };
    explicit Recovery(Parts parts);

    /// Each second until cancelled: up to 500 due bookings, and every closure; each minute: the reconciliation.
    Task<> run();

    /// Remembers durably that an event was cancelled; its bookings are then all cancelled, and their money goes back.
    /// Repeating it is harmless.
    Task<> close_event(EventId event_id);

    /// One round of each, for tests and for the start.
    Task<> carry_on_due();
    Task<> carry_on_closures();
    Task<> reconcile();

private:
    Task<bool> reconcile(Gateway::Payment payment);
    bool compare(const Booking& booking, const Charge& charge, const Gateway::Payment& payment);
    Task<> close(Booking booking);

    Parts parts_;
    Counter& imbalances_;
    std::optional<PaymentId> suspect_;  ///< differed when it was last looked at
};

}  // namespace boxoffice::booking
