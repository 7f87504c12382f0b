#include "services/event/api/stream.hpp"

#include "services/event/api/representation.hpp"

namespace boxoffice::event {

namespace {

constexpr std::chrono::milliseconds least_gap{250};
/// A frame costs 25 to 40 µs, most of it in the system: with very many followers their frames leave most of the machine
/// to others.
constexpr std::chrono::microseconds gap_of_each_follower{90};
/// More do not all send when a change comes, but one after the other.
constexpr std::size_t crowd = 250;
constexpr std::size_t turns = 64;
constexpr const char* opening = "retry: 2000\n\n";
constexpr const char* heart_beat = ":\n\n";

std::chrono::milliseconds gap_of(const Watch::Follower& follower) {
    return std::max(least_gap, std::chrono::ceil<std::chrono::milliseconds>(follower.all() * gap_of_each_follower));
}

/// How long after a change it is this follower's turn.
std::chrono::milliseconds turn_of(const Watch::Follower& follower) {
    if (follower.all() <= crowd) return std::chrono::milliseconds(0);
    return gap_of(follower) * (follower.number() % turns) / turns;
}

}  // namespace

Task<> stream_availability(std::shared_ptr<Watch> watch, Clock& clock, http::Stream& stream) {
    const Watch::Follower follower(*watch);
    if (!co_await stream.send(opening)) co_return;
    for (std::int64_t sent = 0;;) {
        if (watch->inventory().v == sent) {
            const auto wake = co_await watch->wait();
            if (wake == Watch::Wake::quiet && !co_await stream.send(heart_beat)) co_return;
            if (wake == Watch::Wake::changed) co_await clock.sleep(turn_of(follower));
            continue;
        }
        if (watch->inventory().state == InventoryState::DELETED) co_return;
        sent = watch->inventory().v;
        const auto text = watch->text(availability_event);
        if (!co_await stream.send(*text)) co_return;
        co_await clock.sleep(gap_of(follower));
    }
}

}  // namespace boxoffice::event
