#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace boxoffice::amqp {

/// How long to wait before the next attempt to connect: from 100 ms, doubling to 5 s, each between half and all of
/// it by chance, so that many clients of a broker that comes back do not come at once.
class ReconnectGaps {
public:
    std::chrono::milliseconds next() {
        std::uniform_int_distribution<std::int64_t> part(gap_.count() / 2, gap_.count());
        gap_ = std::min(gap_ * 2, longest);
        return std::chrono::milliseconds(part(random_));
    }
    /// After success: begin anew.
    void reset() { gap_ = shortest; }

private:
    static constexpr std::chrono::milliseconds shortest{100};
    static constexpr std::chrono::milliseconds longest{5'000};
    std::chrono::milliseconds gap_ = shortest;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace boxoffice::amqp
