#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace boxoffice::load {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

inline std::uint64_t microseconds_between(TimePoint begin, TimePoint end) {
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(end - begin).count();
    return passed < 0 ? 0 : static_cast<std::uint64_t>(passed);
}

/// Which sockets became ready, told once each time (edge-triggered) for reading, writing and the other side's end.
class Poller {
public:
    Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;
    ~Poller();

    /// `index` comes back with the socket's events; closing the socket takes it out.
    void watch(int socket, std::uint32_t index);

    struct Ready {
        std::uint32_t index;
        std::uint32_t events;  ///< EPOLLIN, EPOLLOUT, EPOLLHUP, …
    };
    /// What is ready, at `until` the latest (to a microsecond); valid until the next call.
    std::span<const Ready> wait(TimePoint until);

private:
    int epoll_;
    std::vector<epoll_event> events_;
    std::vector<Ready> ready_;
};

/// As many files and sockets as the system lets this process open.
void open_many_files();

}  // namespace boxoffice::load
