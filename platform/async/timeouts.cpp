#include "platform/async/timeouts.hpp"

#include <vector>

namespace boxoffice {

namespace {
constexpr std::chrono::milliseconds granularity{10};
}

Timeouts::Handle Timeouts::after(std::chrono::milliseconds limit, Expired expired) {
    auto handle = waiting_.emplace(std::chrono::steady_clock::now() + limit, std::move(expired));
    arm();
    return handle;
}

// A timer under way is never moved: it wakes each granule while somebody waits, which costs less than moving it.
void Timeouts::arm() {
    if (armed_ || waiting_.empty()) return;
    armed_ = true;
    timer_.expires_after(granularity);
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error) fire();
    });
}

void Timeouts::fire() {
    armed_ = false;
    const auto now = std::chrono::steady_clock::now();
    while (!waiting_.empty() && waiting_.begin()->first <= now) {
        auto expired = std::move(waiting_.begin()->second);
        waiting_.erase(waiting_.begin());
        expired();
    }
    arm();
}

}  // namespace boxoffice
