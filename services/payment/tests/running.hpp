#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/task.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <type_traits>

namespace boxoffice::payment {

/// Runs the loop until the task has ended; gives its result or rethrows.
template <class T>
T run(Loop& loop, Task<T> task) {
    std::exception_ptr fault;
    bool ended = false;
    std::conditional_t<std::is_void_v<T>, int, std::optional<T>> result{};
    const auto keep = [&](std::exception_ptr thrown, auto... value) {
        fault = thrown;
        ended = true;
        if constexpr (!std::is_void_v<T>) {
            if (!thrown) (result.emplace(std::move(value)), ...);
        }
    };
    loop.restart();
    const auto work = boost::asio::make_work_guard(loop);
    boost::asio::co_spawn(loop, std::move(task), keep);
    while (!ended) loop.run_one();
    if (fault) std::rethrow_exception(fault);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

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
