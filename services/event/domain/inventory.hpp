#pragma once

#include "platform/auth/caller.hpp"
#include "platform/time/timestamp.hpp"
#include "services/event/domain/ids.hpp"

#include <boost/describe.hpp>

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::event {

/// Tickets by type; a type with none is left out.
using Quantities = std::map<TypeId, std::int64_t>;
/// Minor units by type.
using Prices = std::map<TypeId, std::int64_t>;

enum class InventoryState { OPEN, CLOSED, SUSPENDED, CANCELLED, DELETED };
BOOST_DESCRIBE_ENUM(InventoryState, OPEN, CLOSED, SUSPENDED, CANCELLED, DELETED)

/// Room. 0 <= held, 0 <= sold, held + sold <= capacity, always.
struct Pool {
    std::int64_t capacity = 0;
    std::int64_t held = 0;
    std::int64_t sold = 0;

    std::int64_t available() const { return capacity - held - sold; }
    bool operator==(const Pool&) const = default;
};

/// What a ticket of a type costs, and the pools that each of them takes one place of.
struct TicketType {
    std::int64_t price = 0;  ///< minor units
    std::string currency;    ///< ISO 4217
    std::vector<PoolId> pools;

    bool operator==(const TicketType&) const = default;
};

/// What a booking, a mail or a ticket says of the event.
struct EventSnapshot {
    std::string name;
    Timestamp starts_at{};
    std::optional<Timestamp> ends_at;
    std::string time_zone;
    bool all_day = false;
    std::optional<std::string> venue;
    std::optional<std::string> city;
    std::optional<std::string> country;

    bool operator==(const EventSnapshot&) const = default;
};
BOOST_DESCRIBE_STRUCT(EventSnapshot, (), (name, starts_at, ends_at, time_zone, all_day, venue, city, country))

/// What is sold from, at one version.
struct Inventory {
    InventoryId id;
    EventId event_id;
    std::string tenant;
    UserId organizer_id;
    std::int64_t v = 1;     ///< one more with each write that changed anything
    std::int64_t edit = 1;  ///< one more with each edit of the organizer
    InventoryState state = InventoryState::OPEN;
    EventSnapshot event;
    std::map<PoolId, Pool> pools;
    std::map<TypeId, TicketType> types;
    std::optional<std::int64_t> per_holder_max;  ///< held and sold together, over all bookings of one holder

    bool operator==(const Inventory&) const = default;

    /// The event's total.
    const Pool& room() const;
    /// Nothing is held or sold.
    bool is_empty() const;
};

/// What one booking has of one inventory; kept for good, so that late commands bounce off.
struct Register {
    std::int64_t n = 0;  ///< the highest number taken
    Quantities held;
    Quantities sold;
    std::string holder;
    Prices unit_price;  ///< by type: the price on the day its quantity last grew

    bool operator==(const Register&) const = default;
    std::int64_t tickets() const;
};

/// The whole state that a booking's register is to have, never a difference.
struct AllocationCommand {
    Uuid booking_id;
    std::int64_t n = 0;
    Quantities held;
    Quantities sold;
    std::string holder;

    bool operator==(const AllocationCommand&) const = default;
    bool is_release() const;
    std::int64_t tickets() const;
};

enum class AllocationRefusal {
    sold_out,         ///< a pool has too little room, or there is no such type
    sales_closed,     ///< the event has begun, or sales were ended
    sales_suspended,  ///< for now
    event_cancelled,
    limit_reached,  ///< the holder would have more than per_holder_max
    superseded,     ///< the register has a higher number
    inventory_not_found
};
BOOST_DESCRIBE_ENUM(AllocationRefusal, sold_out, sales_closed, sales_suspended, event_cancelled, limit_reached,
                    superseded, inventory_not_found)

/// Decides one command. `current` is the booking's register (null: none yet), `held_by_others` the tickets in the
/// holder's other registers of this inventory (looked at only where per_holder_max is set). Returns the register that
/// now holds; it equals `*current` when the number does. The inventory's pools are changed with it; `v` is the
/// caller's. A refusal changes nothing. Only a command that makes a pool's held + sold grow can be refused (but for
/// `superseded`): moving held to sold and shrinking are always taken. Quantities are not negative.
std::expected<Register, AllocationRefusal> decide(Inventory& inventory, const Register* current,
                                                  std::int64_t held_by_others, const AllocationCommand& command,
                                                  Timestamp now);

/// The same where there is no inventory: a release is taken, so that it need not be sent again.
std::expected<Register, AllocationRefusal> decide_without_inventory(const AllocationCommand& command);

}  // namespace boxoffice::event
