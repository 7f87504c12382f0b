#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/run.hpp"
#include "services/event/tests/samples.hpp"

#include <gtest/gtest.h>
#include <boost/asio/post.hpp>

#include <cstdlib>
#include <filesystem>
#include <map>

namespace boxoffice::event::test {

/// A folder of its own, gone with the test.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = std::filesystem::temp_directory_path() / "boxoffice-event-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }

    std::string file(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Time stands still until `advance`.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Loop& loop) : loop_(loop) {}

    Timestamp now() override { return now_; }

    Task<> sleep(std::chrono::milliseconds duration) override {
        co_await suspended<bool>([this, until = now_ + duration](Resume<bool> resume) mutable {
            sleepers_.emplace(until, std::move(resume));
        });
    }

    void advance(std::chrono::milliseconds duration) {
        now_ += duration;
        while (!sleepers_.empty() && sleepers_.begin()->first <= now_) {
            boost::asio::post(loop_, [resume = std::move(sleepers_.begin()->second)]() mutable { resume(true); });
            sleepers_.erase(sleepers_.begin());
        }
    }

    /// How long until the next sleeper wakes; nothing when nobody sleeps.
    std::optional<std::chrono::milliseconds> next() const {
        if (sleepers_.empty()) return std::nullopt;
        return sleepers_.begin()->first - now_;
    }

private:
    Loop& loop_;
    Timestamp now_ = test::now;
    std::multimap<Timestamp, Resume<bool>> sleepers_;
};

/// The same bytes each time, never the same twice.
class CountingRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override {
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(next_++ * 2'654'435'761U >> 16);
    }

private:
    std::uint32_t next_ = 1;
};

/// Starts a task; see `finish`.
template <class T>
std::future<T> start(Loop& loop, Task<T> task) {
    return boost::asio::co_spawn(loop.get_executor(), std::move(task), boost::asio::use_future);
}

/// Runs the loop until the condition holds, or for five seconds at most.
template <class Condition>
bool run_until(Loop& loop, Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
        loop.restart();
        loop.run_one_for(std::chrono::milliseconds(5));
    }
    return condition();
}

/// Runs the loop until the result is there.
template <class T>
T finish(Loop& loop, std::future<T>& result) {
    EXPECT_TRUE(run_until(loop, [&] { return result.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
    return result.get();
}

}  // namespace boxoffice::event::test
