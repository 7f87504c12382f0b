#pragma once

#include "platform/async/clock.hpp"
#include "platform/id/uuid.hpp"

#include <bitset>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace boxoffice::remote {

/// A circuit breaker: what keeps callers from waiting for somebody who does not answer anyway. It opens after a row of
/// faults, or when half of the last calls failed; then nobody is let through but, after a gap that grows, one probe.
/// The probe's success closes it. Used on the loop's thread only.
class Breaker {
public:
    struct Limits {
        int faults_in_a_row = 5;
        std::size_t calls_remembered = 32;            ///< at most 64: of so many, half may fail
        std::chrono::milliseconds shortest_gap{200};  ///< before the first probe; each failed probe doubles it
        std::chrono::milliseconds longest_gap{5'000};
    };
    enum class State { closed, open, half_open };
    using Changed = std::function<void(State)>;

    /// `changed` hears of each new state. Gaps are stretched by up to a half at random.
    Breaker(Clock& clock, Random& random, Limits limits, Changed changed);

    /// The right to make one call. One that dies without a word says nothing of the other side.
    class Permit {
    public:
        Permit(Breaker& breaker, std::uint64_t era, bool is_probe)
            : breaker_(&breaker), era_(era), is_probe_(is_probe) {}
        Permit(Permit&& other) noexcept
            : breaker_(std::exchange(other.breaker_, nullptr)), era_(other.era_), is_probe_(other.is_probe_) {}
        Permit& operator=(Permit&&) = delete;
        ~Permit();
        void succeeded();
        void failed();

    private:
        Breaker* breaker_;
        std::uint64_t era_;  ///< calls from before the last change say nothing of now
        bool is_probe_;
    };
    /// Nothing while it is open, and while a probe is under way.
    std::optional<Permit> ask();

    State state() const { return state_; }

private:
    void record(bool fault);
    void open();
    void enter(State state);

    Clock& clock_;
    Random& random_;
    Limits limits_;
    Changed changed_;
    State state_ = State::closed;
    std::uint64_t era_ = 0;
    int faults_in_a_row_ = 0;
    std::uint64_t calls_ = 0;
    std::bitset<64> faults_;
    std::chrono::milliseconds gap_{0};
    Timestamp probe_at_{};
};

}  // namespace boxoffice::remote
