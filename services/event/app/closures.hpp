#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "platform/log/log.hpp"
#include "services/event/ports/booking_closures.hpp"
#include "services/event/ports/event_store.hpp"

#include <set>

namespace boxoffice::event {

/// Tells the booking service of cancelled events until it has answered, in growing gaps of 1 s to 1 min. What is
/// still to be told stands in the store, so a stop in between loses nothing.
class Closures {
public:
    /// What is passed must outlive this object; `scope` owns the telling.
    Closures(EventStore& store, BookingClosures& bookings, Clock& clock, TaskScope& scope, Log log);

    /// Goes on with what was not told before the last stop.
    Task<> recover();
    /// The same now and then until it is cancelled, since it may have been another instance that stopped.
    Task<> run(std::chrono::milliseconds interval);

    /// Begins to tell; returns at once. The event's cancellation is durable already.
    void tell(EventId id);

private:
    Task<> tell_until_answered(EventId id);
    Task<> tell_and_forget(EventId id);
    Task<bool> tell_once(EventId id);

    EventStore& store_;
    BookingClosures& bookings_;
    Clock& clock_;
    TaskScope& scope_;
    Log log_;
    std::set<EventId> telling_;  ///< those that this instance is about to tell
};

}  // namespace boxoffice::event
