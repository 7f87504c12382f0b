#include "platform/amqp/wake.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace boxoffice::amqp {

Wake::Wake() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Wake::~Wake() { close(event_); }

void Wake::ring() noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(event_, &one, sizeof one);  // full: it rings already
}

void Wake::wait(int descriptor, std::chrono::milliseconds limit) noexcept {
    pollfd watched[] = {{event_, POLLIN, 0}, {descriptor, POLLIN, 0}};
    poll(watched, 2, static_cast<int>(limit.count()));
    std::uint64_t rings = 0;
    if ((watched[0].revents & POLLIN) != 0) [[maybe_unused]]
        const auto taken = read(event_, &rings, sizeof rings);
}

}  // namespace boxoffice::amqp
