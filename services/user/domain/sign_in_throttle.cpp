#include "services/user/domain/sign_in_throttle.hpp"

#include <algorithm>

namespace boxoffice::user {

std::optional<Timestamp> FailureCounter::closed_until(const std::string& key, Timestamp now) const {
    const auto found = by_key_.find(key);
    if (found == by_key_.end() || found->second->failures < failures_max_) return std::nullopt;
    const auto end = found->second->begun_at + window_;
    return end > now ? std::optional(end) : std::nullopt;
}

void FailureCounter::count(const std::string& key, Timestamp now) {
    forget_old(now);
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
        ++found->second->failures;
        return;
    }
    windows_.push_back({.key = key, .begun_at = now, .failures = 1});
    by_key_[key] = std::prev(windows_.end());
}

void FailureCounter::forget_old(Timestamp now) {
    while (!windows_.empty() && (windows_.front().begun_at + window_ <= now || windows_.size() >= keys_max_)) {
        by_key_.erase(windows_.front().key);
        windows_.pop_front();
    }
}

std::optional<std::chrono::seconds> SignInThrottle::wait(const std::string& account, const std::string& address,
                                                         Timestamp now) const {
    const auto until = std::max(by_account_.closed_until(account, now), by_address_.closed_until(address, now));
    if (!until) return std::nullopt;
    return std::max(std::chrono::ceil<std::chrono::seconds>(*until - now), std::chrono::seconds(1));
}

void SignInThrottle::failed(const std::string& account, const std::string& address, Timestamp now) {
    by_account_.count(account, now);
    by_address_.count(address, now);
}

}  // namespace boxoffice::user
