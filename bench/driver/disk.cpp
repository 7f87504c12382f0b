#include "bench/driver/disk.hpp"

#include "bench/driver/poller.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace boxoffice::load {

namespace {

constexpr std::size_t block_bytes = 4096;
constexpr off_t file_bytes_max = 64 * 1024 * 1024;

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

DiskResult measure_disk(const std::string& folder, double seconds) {
    const auto path = folder + "/fdatasync-probe";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) fail("cannot open " + path);
    ::unlink(path.c_str());
    const std::string block(block_bytes, 'x');
    Histogram histogram;
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    off_t offset = 0;
    for (auto now = begin; now < end;) {
        if (::pwrite(file, block.data(), block.size(), offset) < 0 || ::fdatasync(file) < 0)
            fail("cannot write " + path);
        offset = (offset + static_cast<off_t>(block.size())) % file_bytes_max;
        const auto done = Clock::now();
        histogram.add(microseconds_between(now, done));
        now = done;
    }
    ::close(file);
    return {static_cast<double>(histogram.count()) / seconds, histogram.latency()};
}

}  // namespace boxoffice::load
