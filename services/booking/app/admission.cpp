#include "services/booking/app/admission.hpp"

#include <algorithm>
#include <cmath>

namespace boxoffice::booking {

namespace {

constexpr std::chrono::milliseconds window_min{200};
constexpr std::chrono::milliseconds window_max{1'000};
constexpr std::size_t served_enough = 40;
constexpr double step_factor = 1.5;
/// A step up is worth it when throughput to this power grows more than the limit does: when a twelfth of it comes back.
constexpr double worth_exponent = 12;
/// With this many times what is served while the quickest is served, nothing waits for work.
constexpr double enough_inside = 2;
/// Who waits longer than this, and than so many times the quickest, waits in a queue.
constexpr double long_s = 1;
constexpr double long_factor = 4;
/// So few inside are no crowd, however long they wait: a neighbour may be slow.
constexpr std::size_t few_inside = 64;
/// By how much what was quickest is forgotten in each window, so that a slower system is believed in time.
constexpr double forgotten = 1.002;

double worth_of(double served_per_s, double limit) { return std::pow(served_per_s, worth_exponent) / limit; }

}  // namespace

bool Admission::enter(Timestamp now) {
    close_window(now);
    if (static_cast<double>(inside_) >= std::floor(limit_)) {
        ++window_.refused;
        return false;
    }
    ++inside_;
    ++window_.entered;
    return true;
}

void Admission::leave(Timestamp entered, Timestamp now) {
    --inside_;
    ++window_.served;
    window_.waited += std::max(now - entered, Timestamp::duration::zero());
    close_window(now);
}

void Admission::close_window(Timestamp now) {
    const auto length = now - window_.begin;
    if (length >= Timestamp::duration::zero() && length < window_min) return;
    if (length >= window_min && length < window_max && window_.served < served_enough) return;
    // A window that nobody looked at for long, or over which the clock was set, says nothing.
    if (length >= window_min && length < 2 * window_max) adapt(length);
    window_ = {.begin = now};
}

void Admission::adapt(std::chrono::duration<double> length) {
    const auto served = static_cast<double>(window_.served);
    const bool was_reached = window_.refused > 0;
    if (served > 0) {
        mean_s_ = std::chrono::duration<double>(window_.waited).count() / served;
        if (!was_reached || mean_s_ < quickest_s_.value_or(0)) {
            const double remembered = quickest_s_.value_or(mean_s_) * forgotten;
            quickest_s_ = std::min(remembered, std::max(mean_s_, 0.001));
        }
    }
    if (was_reached) return climb(served / length.count());
    worth_.reset();
    if (served > 0 && is_crowded()) return close_at(static_cast<double>(inside_), served / length.count());
    if (static_cast<double>(inside_) < limit_ / 2) set(limit_ * 2);
}

bool Admission::is_crowded() const {
    const bool they_wait_long = mean_s_ > std::max(long_s, long_factor * quickest_s_.value_or(0));
    return inside_ > few_inside && they_wait_long && 2 * window_.entered >= window_.served;
}

/// Whether fewer would be served as well shows at the first step down.
void Admission::close_at(double inside, double served_per_s) {
    goes_up_ = false;
    worth_ = worth_of(served_per_s, inside);
    set(inside / step_factor);
}

void Admission::climb(double served_per_s) {
    if (served_per_s <= 0) {
        worth_.reset();
        return set(limit_ / 2);
    }
    const double worth = worth_of(served_per_s, limit_);
    if (!worth_) {
        worth_ = worth;
        // Just reached. Where nobody waits longer than it takes, there is no queue yet; else at once down to what can
        // be of use, should that be much less.
        goes_up_ = limit_ < static_cast<double>(limits_.most) && mean_s_ <= enough_inside * quickest_s_.value_or(0);
        if (goes_up_) return set(limit_ * step_factor);
        return set(std::min(limit_ / step_factor, quickest_s_ ? enough_inside * served_per_s * *quickest_s_ : limit_));
    }
    if (worth < *worth_) {
        // It went down and less was served: what those few waited is what it takes.
        if (!goes_up_ && static_cast<double>(inside_) <= limit_)
            quickest_s_ = std::max(quickest_s_.value_or(0), mean_s_);
        goes_up_ = !goes_up_;
    }
    worth_ = worth;
    // More is served again after something stood still for a moment: that is not what the limit did.
    const bool a_queue_waits = mean_s_ > enough_inside * quickest_s_.value_or(0);
    if (a_queue_waits && served_per_s <= best_per_s_) goes_up_ = false;
    best_per_s_ = std::max(served_per_s, best_per_s_ / forgotten);
    set(goes_up_ ? limit_ * step_factor : limit_ / step_factor);
}

void Admission::set(double limit) {
    limit_ = std::clamp(limit, static_cast<double>(limits_.least), static_cast<double>(limits_.most));
}

}  // namespace boxoffice::booking
