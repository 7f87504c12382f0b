#pragma once

#include "platform/async/task.hpp"
#include "platform/auth/caller.hpp"
#include "services/booking/domain/booking.hpp"

#include <map>
#include <optional>
#include <string>

namespace boxoffice::booking {

/// The event service's inventories, as the booking service commands them (one numbered register per booking).
class Inventories {
public:
    virtual ~Inventories() = default;

    /// The whole state that the booking's register is to have; a difference is never sent.
    struct Command {
        InventoryId inventory_id;
        BookingId booking_id;
        std::int64_t number = 0;
        std::map<std::string, std::int64_t> held;  ///< tickets by type
        std::map<std::string, std::int64_t> sold;
        std::string holder;
        bool sent_once = false;  ///< it must not reach the event service a second time, by whatever lies in between
    };

    enum class Outcome {
        taken,       ///< now, or by this same number before
        superseded,  ///< the register has a higher number, which is in `number`
        sold_out,
        not_on_sale,
        event_cancelled,
        limit_reached,
        sales_suspended,
        event_not_found
    };
    struct Answer {
        Outcome outcome = Outcome::taken;
        std::int64_t number = 0;      ///< the register's
        std::int64_t unit_price = 0;  ///< of what it holds; the same when repeated
        std::string currency;
    };

    /// Atomic and durable; equal numbers give the same answer, lower ones change nothing; only growth can be refused,
    /// and a refusal stores nothing. Throws Unanswered when no answer came within the neighbour's time-out.
    virtual Task<Answer> apply(Trace trace, Command command) = 0;

    /// An event as it is on sale now (at most 250 ms old).
    struct Sale {
        InventoryId inventory_id;
        PersonId organizer_id;
        Shared<EventSnapshot> event;
        bool on_sale = false;  ///< published, not cancelled, not suspended
        bool suspended = false;
        std::int64_t available = 0;
        std::int64_t unit_price = 0;
        std::string currency;
    };
    /// Nothing when there is no such event. Throws Unanswered.
    virtual Task<std::optional<Sale>> look(Trace trace, EventId event_id) = 0;
};

}  // namespace boxoffice::booking
