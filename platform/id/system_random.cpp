#include "platform/id/uuid.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace boxoffice {

namespace {

void fill_from_system(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const auto got = ::getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno != EINTR) throw std::system_error(errno, std::system_category(), "getrandom");
        if (got > 0) bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

struct Reserve {
    std::array<std::uint8_t, 4096> bytes;
    std::size_t used;
    bool filled;

    void take(std::span<std::uint8_t> out) {
        if (!filled || used + out.size() > bytes.size()) {
            fill_from_system(bytes);
            filled = true;
            used = 0;
        }
        // What is handed out is erased here: it is never given twice, and not to be found in a memory dump.
        std::memcpy(out.data(), &bytes[used], out.size());
        ::explicit_bzero(&bytes[used], out.size());
        used += out.size();
    }
};

constexpr std::size_t from_reserve_max = 256;

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
    static thread_local Reserve reserve{};
    if (bytes.empty()) return;
    if (bytes.size() > from_reserve_max)
        fill_from_system(bytes);
    else
        reserve.take(bytes);
}

}  // namespace boxoffice
