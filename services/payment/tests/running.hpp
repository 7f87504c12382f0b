#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/run.hpp"

#include <gtest/gtest.h>
#include <filesystem>
#include <optional>
#include <string>
#include <type_traits>

namespace boxoffice::payment {

/// A folder that is removed with its contents.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = std::filesystem::temp_directory_path() / "boxoffice-test-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A clock that stands still but when somebody sleeps: then it jumps, and `slept` has the sum.
class JumpingClock final : public Clock {
public:
    Timestamp now() override { return now_; }
    Task<> sleep(std::chrono::milliseconds duration) override {
        now_ += duration;
        slept += duration;
        co_return;
    }
    std::chrono::milliseconds slept{0};

private:
    Timestamp now_{std::chrono::milliseconds(1'800'000'000'000)};
};

}  // namespace boxoffice::payment
