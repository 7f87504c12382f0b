#pragma once

#include "platform/mongo/database.hpp"
#include "services/booking/ports/booking_store.hpp"

#include <vector>

/// Conditional writes on many bookings at once: those that are alike go in one update_many whose pipeline picks each
/// booking's own values by its id. Values from outside stand in `$literal`.
namespace boxoffice::booking::documents {

/// A booking that takes the place of its revision `from_rev`; the answer that is kept already stays.
struct Replacement {
    Booking next;
    int from_rev = 0;
    std::optional<Timestamp> due;      ///< when given: the stored `due` must still be this
    std::optional<KeptAnswer> answer;  ///< kept unless one is
    std::int64_t mark = 0;             ///< never used before, by any instance
    bool is_decision() const { return next.rev != from_rev; }
};
/// Which of them won. A repeat of the same replacements, after a fault, says the same. Throws Unavailable where that
/// cannot be told any more.
std::vector<bool> replace(mongo::Database& database, const std::vector<Replacement>& replacements);

struct Settlement {
    BookingId id;
    int rev = 0;
    Todo done;
};
void settle(mongo::Database& database, const std::vector<Settlement>& settlements);

struct Postponement {
    BookingId id;
    int rev = 0;
    Timestamp due;
};
/// Which of them found their revision and a `due`.
std::vector<bool> postpone(mongo::Database& database, const std::vector<Postponement>& postponements);

/// As BookingStore::claim_due; `mark` was never used before, by any instance.
std::vector<Booking> claim_due(mongo::Database& database, Timestamp now, Timestamp until, std::size_t most,
                               std::int64_t mark);

}  // namespace boxoffice::booking::documents
