#pragma once

#include <chrono>

namespace boxoffice::amqp {

/// Wakes a thread that waits for a socket. `ring` is safe from any thread.
class Wake {
public:
    /// Throws std::system_error when the system has no descriptor left.
    Wake();
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;
    ~Wake();

    void ring() noexcept;
    /// Waits for a ring since the last wait, for the descriptor to be readable (negative: none), or for the limit.
    void wait(int descriptor, std::chrono::milliseconds limit) noexcept;

private:
    int event_;
};

}  // namespace boxoffice::amqp
