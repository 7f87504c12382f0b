#pragma once

#include "platform/async/task.hpp"
#include "platform/time/timestamp.hpp"

namespace boxoffice {

/// The time and the passing of it, as a port: use cases never read the machine's clock themselves.
class Clock {
public:
    virtual ~Clock() = default;

    /// Now, in UTC.
    virtual Timestamp now() = 0;

    /// Now on a scale that never jumps, for how long something has taken. The machine's, unless the port has another.
    virtual std::chrono::steady_clock::time_point steady_now() { return std::chrono::steady_clock::now(); }

    /// Resumes after at least this long. Throws boost::system::system_error (operation_aborted) when cancelled.
    virtual Task<> sleep(std::chrono::milliseconds duration) = 0;
};

/// The machine's clock, waiting on the given loop.
class SystemClock final : public Clock {
public:
    explicit SystemClock(Loop& loop) : loop_(loop) {}
    Timestamp now() override;
    Task<> sleep(std::chrono::milliseconds duration) override;

private:
    Loop& loop_;
};

}  // namespace boxoffice
