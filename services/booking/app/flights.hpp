#pragma once

#include "platform/async/scope.hpp"
#include "platform/async/timeouts.hpp"
#include "services/booking/domain/booking.hpp"

#include <functional>
#include <list>
#include <optional>
#include <unordered_map>

namespace boxoffice::booking {

/// A booking that is being carried on by this instance.
struct Flight {
    Booking booking;
    /// This instance inserted it, sends its first hold, and nobody else has claimed it so far as is known.
    bool alone = false;
    /// Steps of the present revision that are done and not yet settled.
    Todo done;
};

/// What a request waits for.
enum class Until {
    ended,    ///< not PENDING, and the tickets of a CONFIRMED one told to the inventory
    changed,  ///< no change of quantity is under way
    released  ///< no release is open
};

/// The bookings that this instance carries on, at most one flight each, and who waits for them. A flight belongs to the
/// service, not to a request: one that stops waiting changes nothing. On the loop's thread only.
class Flights {
public:
    /// Carries a booking on until nothing can be done now; must not throw.
    using Advance = std::function<Task<>(Flight&)>;

    Flights(TaskScope& scope, Timeouts& timeouts) : scope_(scope), timeouts_(timeouts) {}

    /// Set once, before the first start.
    void on_advance(Advance advance) { advance_ = std::move(advance); }

    /// Starts a flight; where one is under way, that one looks again when it has done what it does. False when
    /// stopping.
    bool start(Booking booking, bool alone);

    bool under_way(BookingId id) const;
    std::size_t count() const { return entries_.size(); }

    /// Waits for a flight to come so far at this revision or a later one; nothing when the limit passed first.
    Task<std::optional<Booking>> wait(BookingId id, int rev, Until until, std::chrono::milliseconds limit);

    /// Tells those who wait how far the booking has come.
    void report(const Booking& booking);

private:
    struct Waiter {
        int rev;
        Until until;
        Resume<std::optional<Booking>> resume;
        Timeouts::Handle timeout;
    };
    struct Entry {
        bool running = false;
        std::optional<Booking> again;
        std::list<Waiter> waiters;
    };

    Task<> fly(Flight flight);
    void forget_if_idle(BookingId id);

    TaskScope& scope_;
    Timeouts& timeouts_;
    Advance advance_;
    std::unordered_map<BookingId, Entry> entries_;
};

}  // namespace boxoffice::booking
