#pragma once

#include "services/booking/domain/booking.hpp"

#include <cstdint>
#include <optional>

/// The decisions about a booking, one function each: given the booking and what was learned, the next revision of it.
/// They only compute; a decision holds once the store has written it under its guard. Each raises `rev` by one, sets
/// `todo` and adds to `outbox` what follows from it. Of sell and release only the newest decision's stands; refund,
/// void and publish stay until they are done. docs/protocol.md has them as one table.
///
///   PENDING    BUYING ──► CONFIRMED, REJECTED              CONFIRMED  SETTLED ──► CHANGING ──► SETTLED
///              BUYING ──► RELEASED ──► RETAKING ──► CONFIRMED          either ──► CANCELLED ──► REFUNDED
///              any ──► WITHDRAWN ──► REJECTED, REFUNDING ──► REFUNDED
///              RELEASED ──► REJECTED;  RETAKING ──► REFUNDING
namespace boxoffice::booking::decision {

/// When the recovery looks at a booking again if nobody else has carried it on.
inline constexpr std::chrono::seconds look_again{5};

/// What the inventory said when it took the hold.
struct Held {
    std::int64_t unit_price = 0;
    std::string currency;
};

/// What the gateway has taken.
struct Payment {
    PaymentId id;
    std::int64_t amount = 0;
};

/// What a booking begins with.
struct Draft {
    BookingId id;
    PersonId user_id;
    Shared<Contact> contact;
    PersonId organizer_id;
    EventId event_id;
    InventoryId inventory_id;
    Shared<EventSnapshot> event;
    std::int64_t tickets = 1;
    std::int64_t unit_price = 0;
    std::string currency;
    std::string payment_method;
    std::string traceparent;
    bool keyed = false;
};
struct Limits {
    std::chrono::milliseconds hold{600'000};
    std::chrono::milliseconds give_up{30'000};
};
/// PENDING/BUYING, the first revision, with one line and one charge that is open.
Booking begin(Draft draft, Limits limits, Timestamp now);

/// BUYING: the charge was approved. `payment` is nothing where nothing had to be paid.
Booking confirm(const Booking& booking, const Held& held, std::optional<Payment> payment, Timestamp now);
/// BUYING: the hold was refused. `alone`: this is the one instance that ever sent the hold, once, and no charge was
/// sent, so there is nothing to take back (the write must then also be guarded on `due`).
Booking refuse(const Booking& booking, Reason reason, bool alone, Timestamp now);
/// BUYING: the gateway declined, or has closed the key.
Booking decline(const Booking& booking, ChargeState state, Timestamp now);
/// BUYING: the hold has gone unanswered too long.
Booking give_up(const Booking& booking, Timestamp now);
/// BUYING: the gateway was silent until the hold ran out.
Booking release(const Booking& booking, Timestamp now);

/// RELEASED: the money turned out to be taken.
Booking retake(const Booking& booking, Payment payment, Timestamp now);
/// RETAKING: the tickets are held again.
Booking confirm_retaken(const Booking& booking, const Held& held, Timestamp now);
/// RETAKING: they are gone; or WITHDRAWN: the money turned out to be taken. It goes back.
Booking refund(const Booking& booking, std::optional<Payment> payment, Todo kept, Timestamp now);
/// RELEASED or WITHDRAWN: the key is closed, nothing was taken.
Booking reject_unpaid(const Booking& booking, ChargeState state, Timestamp now);
/// REFUNDING or CANCELLED: every refund was taken.
Booking refunded(const Booking& booking, Timestamp now);

/// A person or the event's end wishes it cancelled: CONFIRMED becomes CANCELLED, PENDING is WITHDRAWN. Nothing when
/// there is nothing to cancel any more.
std::optional<Booking> cancel(const Booking& booking, Timestamp now);

/// CONFIRMED: more tickets are wanted; charge k is opened.
Booking begin_change(const Booking& booking, std::int64_t added, std::string payment_method, Limits limits,
                     Timestamp now);
/// CHANGING: the charge was approved.
Booking confirm_change(const Booking& booking, const Held& held, std::optional<Payment> payment, Timestamp now);
/// CHANGING: the hold was refused, or went unanswered: back to the old lines; the charge, still open, is closed.
Booking abandon_change(const Booking& booking, Reason reason, Timestamp now);
/// CHANGING: the gateway declined or has closed the key: back to the old lines.
Booking decline_change(const Booking& booking, ChargeState state, Timestamp now);
/// CONFIRMED: fewer tickets, taken from the newest line back; the difference goes back.
Booking give_back(const Booking& booking, std::int64_t tickets, Timestamp now);

}  // namespace boxoffice::booking::decision

namespace boxoffice::booking {

/// What the gateway said when `void` was asked about a charge. Nothing was taken: that is noted without a decision
/// (`rev` stays). It had taken the money: a decision, which adds a refund line for all of it and leaves the rest of
/// `todo` as it is; otherwise one that was made on the document before it could give the line's key to other money.
Booking with_voided(const Booking& booking, int charge_no, ChargeState state, std::optional<decision::Payment> payment);

/// What is noted when the gateway has taken every refund (`rev` stays).
Booking with_refunds_taken(const Booking& booking);

}  // namespace boxoffice::booking
