#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

/// One booking as the protocol sees it: what is durable, what is on its way, and what each instance has in its memory.
/// Small numbers stand for the real ones: a ticket costs 1, charge 1 pays the first ticket, charge 2 the second.
namespace boxoffice::model {

using Small = std::uint8_t;

/// Status and phase of services/booking/domain in one.
enum class Phase : Small {
    absent,
    buying,
    withdrawn,
    released,
    retaking,
    refunding,
    confirmed,
    changing,
    cancelled,
    rejected,
    refunded
};
const char* name_of(Phase phase);

/// Sets of these are kept as bits.
struct Todo {
    enum Step : Small { sell = 1, release = 2, void_charges = 4, publish = 8, refund = 16 };
};
using Step = Todo::Step;
enum Message : Small { told_confirmed = 1, told_changed = 2, told_fewer = 4, told_cancelled = 8, told_refunded = 16 };

enum class Charge : Small { none, open, approved, declined, voided };

/// Money that goes back; its place in the document is its key at the gateway.
struct RefundLine {
    Small charge_no;  ///< 0: there is no such line
    Small taken;
    bool operator==(const RefundLine&) const = default;
};

/// The judge: what is written under the guard on `rev`.
struct Document {
    Phase phase;
    Small rev;
    Small sell_rev;  ///< the revision whose number the sell of `todo` carries
    Small todo;
    Small outbox;
    Small tickets;
    std::array<Charge, 2> charges;
    std::array<RefundLine, 2> refunds;
    bool operator==(const Document&) const = default;

    Charge& charge(int no) { return charges[no - 1]; }
    Charge charge(int no) const { return charges[no - 1]; }
    bool has(Step step) const { return (todo & step) != 0; }
    bool has_open_charge() const;
    bool has_open_refund() const;
    bool is_settled() const;
    /// Something is left to be done for it.
    bool is_due() const;

    /// Numbers of commands: 2·rev for 10·rev, one more for a sell.
    Small hold_number() const { return static_cast<Small>(2 * rev); }
    Small sell_number() const { return static_cast<Small>(2 * sell_rev + 1); }
};

/// A numbered command: the whole state that the register is to have. Also that state itself.
struct Register {
    Small number;
    Small held;
    Small sold;
    auto operator<=>(const Register&) const = default;
    Small tickets() const { return static_cast<Small>(held + sold); }
};

/// The gateway, and calls to it that may still arrive.
struct Gateway {
    std::array<Charge, 2> charges;        ///< by key; `none`: it has not heard of it
    std::array<Small, 2> refund_of;       ///< by key: the charge that it gave back; 0: not heard of
    Small charges_sent;                   ///< a bit for each charge
    Small voids_sent;                     ///< a bit for each charge
    std::array<Small, 2> refunds_sent;    ///< by key: a bit for each charge
    bool has_money_of(int charge_no) const;
};

enum class Stage : Small {
    idle,
    looks,       ///< has read the document and is about to take the next step
    held,        ///< the tickets are the booking's
    turned_away, ///< the hold was refused
    unheard,     ///< the hold has gone unanswered too long
    paid,        ///< the money was taken
    paid_and_sells,
    unpaid,      ///< it was not, and never will be
    frees,       ///< the gateway was silent until the hold ran out
    asks,        ///< is about to close the charge's key
    told,        ///< the gateway has said what became of it
    voids,       ///< of `todo`: the same
    repaid       ///< every refund was taken
};

/// A booking that an instance carries on. Its copy of the document grows old.
struct Flight {
    Stage stage;
    Small alone;       ///< inserted it, has sent its hold at most once
    Small done;        ///< steps of `copy.todo`
    Small passed;      ///< steps of `copy.todo` that met silence
    Charge heard;      ///< what the gateway said last
    Small charge_no;   ///< of which charge
    Document copy;
};

/// Somebody who wishes something of the booking: reads it, then decides.
enum class Wish : Small { none, cancel, more, fewer, close };
struct Request {
    Wish wish;
    Document copy;
};

struct Booking {
    static constexpr int late_max = 8;

    Document stored;
    Register entry;                              ///< the event service's
    std::array<Register, late_max> late;         ///< commands to it that may still arrive, in order
    Gateway gateway;
    Small owed;            ///< messages that were decided
    Small recorded;        ///< messages that the notification service has
    Small recorded_twice;  ///< it has one twice
    Small wishes;          ///< a bit for each wish that was made
    Small due_moved;       ///< by somebody who claimed it
    Small taken_off;       ///< the inserter's flight has begun
    Small closed;          ///< the closure of the event has passed it
    Request request;
};

std::string describe(const Booking& booking);
std::string describe(const Flight& flight);

}  // namespace boxoffice::model
