#pragma once

#include "platform/shared/shared.hpp"
#include "platform/time/timestamp.hpp"
#include "services/booking/domain/ids.hpp"
#include "services/booking/domain/todo.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::booking {

/// What the world sees. PENDING ends as CONFIRMED, REJECTED or REFUNDED; CONFIRMED may become CANCELLED, and that
/// REFUNDED when money went back.
enum class Status { PENDING, CONFIRMED, REJECTED, CANCELLED, REFUNDED };
BOOST_DESCRIBE_ENUM(Status, PENDING, CONFIRMED, REJECTED, CANCELLED, REFUNDED)

/// Where a booking that is not settled stands.
enum class Phase {
    SETTLED,    ///< nothing but its `todo` is open
    BUYING,     ///< PENDING: hold, then charge
    WITHDRAWN,  ///< PENDING: a person or the event's end wishes it cancelled; the money's fate is being asked
    RELEASED,   ///< PENDING: the hold ran out while the gateway was silent; the money's fate is being asked
    RETAKING,   ///< PENDING: the money was found taken after the hold ran out; the tickets are taken again
    REFUNDING,  ///< PENDING: the money goes back
    CHANGING    ///< CONFIRMED: more tickets are being bought
};
BOOST_DESCRIBE_ENUM(Phase, SETTLED, BUYING, WITHDRAWN, RELEASED, RETAKING, REFUNDING, CHANGING)

/// Why a booking, or its last change, was refused.
enum class Reason {
    sold_out,
    not_on_sale,
    event_cancelled,
    limit_reached,
    sales_suspended,
    event_not_found,
    payment_declined,
    unanswered,  ///< a neighbour did not answer in time, and nothing was booked
    withdrawn    ///< cancelled before it was confirmed
};
BOOST_DESCRIBE_ENUM(Reason, sold_out, not_on_sale, event_cancelled, limit_reached, sales_suspended, event_not_found,
                    payment_declined, unanswered, withdrawn)

/// Whom to write to, as the user service said when the booking was made.
struct Contact {
    std::string email;
    std::string name;
    std::optional<std::string> phone;
    std::string locale = "en";
};
BOOST_DESCRIBE_STRUCT(Contact, (), (email, name, phone, locale))

/// The event as it was when the tickets were taken; what mails and lists say.
struct EventSnapshot {
    std::string name;
    Timestamp starts_at{};
    std::optional<Timestamp> ends_at;
    std::string time_zone = "UTC";
    bool all_day = false;
    std::optional<std::string> venue;
    std::optional<std::string> city;
    std::optional<std::string> country;
};
BOOST_DESCRIBE_STRUCT(EventSnapshot, (), (name, starts_at, ends_at, time_zone, all_day, venue, city, country))

/// Tickets of one type at one price, paid by one charge.
struct Line {
    int no = 1;
    InventoryId inventory_id;
    EventId event_id;
    std::string type_id = "ga";
    std::int64_t quantity = 0;
    std::int64_t unit_price = 0;  ///< in minor units
    int charge_no = 1;
};
BOOST_DESCRIBE_STRUCT(Line, (), (no, inventory_id, event_id, type_id, quantity, unit_price, charge_no))

enum class ChargeState { OPEN, APPROVED, DECLINED, VOIDED };
BOOST_DESCRIBE_ENUM(ChargeState, OPEN, APPROVED, DECLINED, VOIDED)

/// One try to take money; its key at the gateway is "<booking>/c<no>". OPEN: what became of it is not known.
struct Charge {
    int no = 1;
    std::int64_t amount = 0;
    std::string method;
    ChargeState state = ChargeState::OPEN;
    std::optional<PaymentId> payment_id;
};
BOOST_DESCRIBE_STRUCT(Charge, (), (no, amount, method, state, payment_id))

enum class RefundState { OPEN, TAKEN };
BOOST_DESCRIBE_ENUM(RefundState, OPEN, TAKEN)

/// Money that goes back; its key at the gateway is "<booking>/r<no>".
struct Refund {
    int no = 1;
    int charge_no = 1;
    std::int64_t amount = 0;
    RefundState state = RefundState::OPEN;
};
BOOST_DESCRIBE_STRUCT(Refund, (), (no, charge_no, amount, state))

/// More tickets, under way: what is added when the charge is approved.
struct Change {
    std::int64_t added = 0;
    int charge_no = 2;
};
BOOST_DESCRIBE_STRUCT(Change, (), (added, charge_no))

enum class MessageKind { confirmed, changed, cancelled, refunded };
BOOST_DESCRIBE_ENUM(MessageKind, confirmed, changed, cancelled, refunded)

/// Something that must be told; its message id is "<booking>:<rev>:<kind>".
struct OutboxEntry {
    int rev = 0;
    MessageKind kind = MessageKind::confirmed;
    std::int64_t tickets = 0;
    std::int64_t amount = 0;
    std::int64_t refunded = 0;
};
BOOST_DESCRIBE_STRUCT(OutboxEntry, (), (rev, kind, tickets, amount, refunded))

/// A booking: the one document in which its fate is decided, by conditional writes on (id, rev).
struct Booking {
    BookingId id;
    int rev = 1;
    std::string tenant = "main";
    Status status = Status::PENDING;
    Phase phase = Phase::BUYING;
    PersonId user_id;
    Shared<Contact> contact;
    PersonId organizer_id;
    EventId event_id;
    Shared<EventSnapshot> event;
    std::vector<Line> lines;
    std::string currency;
    std::vector<Charge> charges;
    std::vector<Refund> refunds;
    std::optional<Change> change;
    std::optional<Reason> reason;
    Timestamp created_at{};
    Timestamp decided_at{};
    Timestamp give_up_at{};
    Timestamp hold_until{};
    bool ever_confirmed = false;
    std::string traceparent;  ///< of the request that made it: its whole story is one trace
    int sell_rev = 0;         ///< the revision whose number the sell of `todo` carries

    // Kept beside the document, for they change without a decision:
    Todo todo;
    std::vector<OutboxEntry> outbox;
    std::optional<Timestamp> due;
    bool keyed = false;  ///< an Idempotency-Key was sent: the answer is kept

    std::int64_t tickets() const;
    /// What its tickets cost together, in minor units.
    std::int64_t amount() const;
    /// What has gone back or is on its way back.
    std::int64_t refunded() const;
    bool is_final() const { return status == Status::REJECTED || status == Status::REFUNDED; }

    const Line& first_line() const { return lines.front(); }
    Charge& charge(int no);
    const Charge& charge(int no) const;

    /// The number of this revision's hold (or release): `10·rev`. Its sell is one more.
    std::int64_t hold_number() const { return 10 * static_cast<std::int64_t>(rev); }
    std::int64_t sell_number() const { return 10 * static_cast<std::int64_t>(sell_rev) + 1; }
    std::string charge_key(int no) const { return id.text() + "/c" + std::to_string(no); }
    std::string refund_key(int no) const { return id.text() + "/r" + std::to_string(no); }
};
BOOST_DESCRIBE_STRUCT(Booking, (),
                      (id, rev, tenant, status, phase, user_id, contact, organizer_id, event_id, event, lines, currency,
                       charges, refunds, change, reason, created_at, decided_at, give_up_at, hold_until, ever_confirmed,
                       traceparent, sell_rev))

}  // namespace boxoffice::booking
