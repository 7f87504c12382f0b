#include "services/event/app/closures.hpp"

#include "platform/async/cancellation.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace boxoffice::event {

namespace {
constexpr std::chrono::milliseconds first_gap{1'000};
constexpr std::chrono::milliseconds gap_max{60'000};
}  // namespace

Closures::Closures(EventStore& store, BookingClosures& bookings, Clock& clock, TaskScope& scope, Log log)
    : store_(store), bookings_(bookings), clock_(clock), scope_(scope), log_(std::move(log)) {}

Task<> Closures::recover() {
    for (const auto id : co_await store_.closures_to_tell()) tell(id);
}

Task<> Closures::run(std::chrono::milliseconds interval) {
    for (;;) {
        std::exception_ptr fault;
        try {
            co_await recover();
        } catch (...) {
            fault = std::current_exception();
        }
        if (fault && is_cancellation(fault)) std::rethrow_exception(fault);
        if (fault) log_.warning("cancelled events could not be looked up", {{"why", describe(fault)}});
        co_await clock_.sleep(interval);
    }
}

void Closures::tell(EventId id) {
    if (telling_.insert(id).second && !scope_.spawn(tell_and_forget(id))) telling_.erase(id);
}

Task<> Closures::tell_and_forget(EventId id) {
    co_await tell_until_answered(id);
    telling_.erase(id);
}

Task<> Closures::tell_until_answered(EventId id) {
    for (auto gap = first_gap; !co_await tell_once(id); gap = std::min(gap * 2, gap_max)) co_await clock_.sleep(gap);
}

Task<bool> Closures::tell_once(EventId id) {
    try {
        co_await bookings_.close_event(id);
        co_await store_.closure_told(id);
    } catch (const boost::system::system_error& error) {
        if (error.code() == boost::asio::error::operation_aborted) throw;
        log_.warning("the booking service could not be told of a cancelled event",
                     {{"event_id", id}, {"error", error.what()}});
        co_return false;
    } catch (const std::exception& error) {
        log_.warning("the booking service could not be told of a cancelled event",
                     {{"event_id", id}, {"error", error.what()}});
        co_return false;
    }
    log_.info("the booking service was told of a cancelled event", {{"event_id", id}});
    co_return true;
}

}  // namespace boxoffice::event
