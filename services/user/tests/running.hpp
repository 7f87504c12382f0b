#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/task.hpp"

#include <boost/asio/co_spawn.hpp>

#include <filesystem>
#include <optional>

namespace boxoffice::user {

/// Runs a task to its end on the loop, and everything else that is under way.
template <class T>
T run(Loop& loop, Task<T> task) {
    std::exception_ptr fault;
    std::optional<T> result;
    boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr thrown, T value) {
        fault = thrown;
        result.emplace(std::move(value));
    });
    loop.restart();
    loop.run();
    if (fault) std::rethrow_exception(fault);
    return std::move(*result);
}

inline void run(Loop& loop, Task<> task) {
    std::exception_ptr fault;
    boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr thrown) { fault = thrown; });
    loop.restart();
    loop.run();
    if (fault) std::rethrow_exception(fault);
}

/// A folder of the test's own.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = std::filesystem::temp_directory_path() / "boxoffice-user-XXXXXX";
        path_ = mkdtemp(name.data());
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A clock that stands still until it is set.
class StandingClock final : public Clock {
public:
    Timestamp now() override { return time; }
    Task<> sleep(std::chrono::milliseconds) override { co_return; }

    Timestamp time{std::chrono::milliseconds(1'800'000'000'000)};
};

}  // namespace boxoffice::user
