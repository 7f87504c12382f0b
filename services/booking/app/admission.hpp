#pragma once

#include "platform/time/timestamp.hpp"

#include <cstddef>
#include <optional>

namespace boxoffice::booking {

/// How many new bookings are under way at once. Below the limit everybody is let in; where it is reached, whoever comes
/// is refused at once, so that those inside are served as quickly as ever and the refused may come back.
///
/// The limit finds itself by what is served, whatever the bottleneck is (the gateway, a disk, this process): while it
/// is reached, it goes up and down by steps, and keeps a step up only when about a twelfth of it comes back as
/// throughput. Where more at once gives more (commits are shared), it stays high; where it only makes queues, it goes
/// down until the queues are gone. As soon as it is no longer reached, it doubles back to the most. Where those inside
/// wait long, and others keep coming, it is taken for reached at as many as are inside. On the loop's thread only.
class Admission {
public:
    struct Limits {
        std::size_t least = 4;
        std::size_t most = 4096;  ///< who comes in one moment, as when a sale opens, is served; what goes on is refused
    };
    explicit Admission(Limits limits) : limits_(limits), limit_(static_cast<double>(limits.most)) {}
    Admission() : Admission(Limits{}) {}
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;

    /// Lets one in; nothing when it is full. Each that was let in must `leave`.
    bool enter(Timestamp now);
    void leave(Timestamp entered, Timestamp now);

    std::size_t limit() const { return static_cast<std::size_t>(limit_); }
    std::size_t inside() const { return inside_; }

private:
    /// What was seen since the last step.
    struct Window {
        Timestamp begin{};
        std::size_t entered = 0;
        std::size_t served = 0;
        std::size_t refused = 0;
        std::chrono::milliseconds waited{};
    };

    void close_window(Timestamp now);
    void adapt(std::chrono::duration<double> length);
    /// Nobody was refused, but many are inside, they wait long, and others keep coming.
    bool is_crowded() const;
    void close_at(double inside, double served_per_s);
    void climb(double served_per_s);
    void set(double limit);

    Limits limits_;
    double limit_;
    std::size_t inside_ = 0;
    Window window_;
    bool goes_up_ = false;
    std::optional<double> worth_;       ///< of the limit before the last step; none: it was not reached then
    std::optional<double> quickest_s_;  ///< the mean time of a window when there was no queue
    double best_per_s_ = 0;             ///< the most that was served in a window while the limit was reached
    double mean_s_ = 0;                 ///< of the last window in which somebody was served
};

}  // namespace boxoffice::booking
