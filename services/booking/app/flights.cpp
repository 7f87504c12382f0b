#include "services/booking/app/flights.hpp"

namespace boxoffice::booking {

namespace {

bool has_come_to(const Booking& booking, Until until) {
    switch (until) {
        case Until::ended: return booking.status != Status::PENDING;
        case Until::changed: return booking.phase != Phase::CHANGING;
        case Until::released: return !booking.todo.has(Step::release);
    }
    return false;
}

}  // namespace

bool Flights::start(Booking booking, bool alone) {
    auto& entry = entries_[booking.id];
    if (entry.running) {
        if (!entry.again || entry.again->rev <= booking.rev) entry.again = std::move(booking);
        return true;
    }
    const auto id = booking.id;
    entry.running = scope_.spawn(fly({.booking = std::move(booking), .alone = alone, .done = {}}));
    if (entry.running) return true;
    forget_if_idle(id);
    return false;
}

bool Flights::under_way(BookingId id) const {
    const auto entry = entries_.find(id);
    return entry != entries_.end() && entry->second.running;
}

Task<> Flights::fly(Flight flight) {
    const auto id = flight.booking.id;
    for (;;) {
        co_await advance_(flight);
        report(flight.booking);
        auto& entry = entries_[id];
        auto again = std::exchange(entry.again, std::nullopt);
        if (!again || again->rev <= flight.booking.rev) break;
        flight = {.booking = std::move(*again), .alone = false, .done = {}};
    }
    entries_[id].running = false;
    forget_if_idle(id);
}

Task<std::optional<Booking>> Flights::wait(BookingId id, int rev, Until until, std::chrono::milliseconds limit) {
    co_return co_await suspended<std::optional<Booking>>(
        [this, id, rev, until, limit](Resume<std::optional<Booking>> resume) mutable {
            auto& waiters = entries_[id].waiters;
            auto waiter = waiters.emplace(waiters.end(), rev, until, std::move(resume));
            waiter->timeout = timeouts_.after(limit, [this, id, waiter] {
                auto waiting = std::move(waiter->resume);
                entries_[id].waiters.erase(waiter);
                forget_if_idle(id);
                waiting(std::nullopt);
            });
        });
}

void Flights::report(const Booking& booking) {
    const auto entry = entries_.find(booking.id);
    if (entry == entries_.end()) return;
    std::list<Waiter> served;
    auto& waiters = entry->second.waiters;
    for (auto waiter = waiters.begin(); waiter != waiters.end();) {
        const auto current = waiter++;
        if (booking.rev >= current->rev && has_come_to(booking, current->until))
            served.splice(served.end(), waiters, current);
    }
    for (auto& waiter : served) {
        timeouts_.cancel(waiter.timeout);
        waiter.resume(booking);
    }
}

void Flights::forget_if_idle(BookingId id) {
    const auto entry = entries_.find(id);
    if (entry != entries_.end() && !entry->second.running && entry->second.waiters.empty()) entries_.erase(entry);
}

}  // namespace boxoffice::booking
