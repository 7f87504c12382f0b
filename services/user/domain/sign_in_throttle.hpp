#pragma once

#include "platform/time/timestamp.hpp"

#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

namespace boxoffice::user {

/// How many sign-ins may fail within `window` before more are refused unheard.
struct SignInLimits {
    std::uint32_t per_account = 10;
    std::uint32_t per_address = 100;
    std::chrono::minutes window{15};
};

/// Counts failures by key, from the first for one window. Bounded: where there are too many keys, the one whose window
/// began first is forgotten.
class FailureCounter {
public:
    FailureCounter(std::uint32_t failures_max, std::chrono::milliseconds window, std::size_t keys_max)
        : failures_max_(failures_max), window_(window), keys_max_(keys_max) {}

    /// When the key may be tried again, if it may not be now.
    std::optional<Timestamp> closed_until(const std::string& key, Timestamp now) const;
    void count(const std::string& key, Timestamp now);

private:
    struct Window {
        std::string key;
        Timestamp begun_at;
        std::uint32_t failures;
    };
    void forget_old(Timestamp now);

    std::uint32_t failures_max_;
    std::chrono::milliseconds window_;
    std::size_t keys_max_;
    std::list<Window> windows_;  ///< the oldest first
    std::unordered_map<std::string, std::list<Window>::iterator> by_key_;
};

/// Keeps passwords from being guessed. Ask before the password is looked at, and again when it has been: attempts that
/// ran side by side must not tell more than those that ran one after another.
class SignInThrottle {
public:
    explicit SignInThrottle(SignInLimits limits = {}, std::size_t keys_max = 100'000)
        : by_account_(limits.per_account, limits.window, keys_max),
          by_address_(limits.per_address, limits.window, keys_max) {}

    /// How long to wait, if no attempt is allowed now; at least a second.
    std::optional<std::chrono::seconds> wait(const std::string& account, const std::string& address,
                                             Timestamp now) const;
    void failed(const std::string& account, const std::string& address, Timestamp now);
    /// A failure that is no account's.
    void failed_address(const std::string& address, Timestamp now) { by_address_.count(address, now); }

private:
    FailureCounter by_account_;
    FailureCounter by_address_;
};

}  // namespace boxoffice::user
