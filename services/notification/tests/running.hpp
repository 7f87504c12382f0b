#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/run.hpp"
#include "platform/async/scope.hpp"

#include <gtest/gtest.h>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>

namespace boxoffice::notification {

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

/// A clock that is moved by hand; whoever sleeps waits on the loop until it has been moved far enough.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Loop& loop) : loop_(loop) {}
    Timestamp now() override { return now_; }
    Task<> sleep(std::chrono::milliseconds duration) override;
    void advance(std::chrono::milliseconds duration) { now_ += duration; }

private:
    Loop& loop_;
    Timestamp now_{std::chrono::milliseconds(1'800'000'000'000)};
};

/// Turns the loop until the condition holds; fails the test when it does not within 10 seconds.
void run_until(Loop& loop, const std::function<bool()>& holds);

/// Cancels a scope from inside its loop, and turns the loop until nothing runs in it.
void cancel_and_join(Loop& loop, TaskScope& scope);

}  // namespace boxoffice::notification
