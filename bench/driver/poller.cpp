#include "bench/driver/poller.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace boxoffice::load {

namespace {
constexpr std::size_t events_at_once = 512;
}

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), events_(events_at_once) {
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll");
}

Poller::~Poller() { ::close(epoll_); }

void Poller::watch(int socket, std::uint32_t index) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.u32 = index;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) < 0)
        throw std::system_error(errno, std::generic_category(), "epoll");
}

std::span<const Poller::Ready> Poller::wait(TimePoint until) {
    const auto rest = std::max<std::int64_t>(0, std::chrono::nanoseconds(until - Clock::now()).count());
    const timespec limit{.tv_sec = rest / 1'000'000'000, .tv_nsec = rest % 1'000'000'000};
    const int count = ::epoll_pwait2(epoll_, events_.data(), static_cast<int>(events_.size()), &limit, nullptr);
    if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll");
    ready_.clear();
    for (int i = 0; i < count; ++i)
        ready_.push_back({events_[static_cast<std::size_t>(i)].data.u32, events_[static_cast<std::size_t>(i)].events});
    return ready_;
}

void open_many_files() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace boxoffice::load
