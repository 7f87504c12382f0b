#include "services/event/api/stream.hpp"

#include "services/event/api/representation.hpp"

namespace boxoffice::event {

namespace {
constexpr std::chrono::milliseconds least_gap{250};
constexpr const char* opening = "retry: 2000\n\n";
constexpr const char* heart_beat = ":\n\n";
}  // namespace

Task<> stream_availability(std::shared_ptr<Watch> watch, Clock& clock, http::Stream& stream) {
    if (!co_await stream.send(opening)) co_return;
    for (std::int64_t sent = 0;;) {
        if (watch->inventory().v == sent) {
            if (co_await watch->wait() == Watch::Wake::quiet && !co_await stream.send(heart_beat)) co_return;
            continue;
        }
        if (watch->inventory().state == InventoryState::DELETED) co_return;
        sent = watch->inventory().v;
        const auto text = watch->text(availability_event);
        if (!co_await stream.send(*text)) co_return;
        co_await clock.sleep(least_gap);
    }
}

}  // namespace boxoffice::event
