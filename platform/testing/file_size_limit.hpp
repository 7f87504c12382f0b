#pragma once

#include <sys/resource.h>

#include <csignal>
#include <cstdint>

namespace boxoffice {

/// While it lives, no file of this process grows beyond so many bytes: to who writes on, the disk is full.
class FileSizeLimit {
public:
    explicit FileSizeLimit(std::uintmax_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, SIG_DFL);
    }

private:
    rlimit before_{};
};

}  // namespace boxoffice
