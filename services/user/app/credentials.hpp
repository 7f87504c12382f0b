#pragma once

#include "platform/async/clock.hpp"
#include "platform/config/secret.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "services/user/domain/sign_in_throttle.hpp"
#include "services/user/ports/password_hasher.hpp"
#include "services/user/ports/user_store.hpp"

#include <expected>

namespace boxoffice::user {

/// Why a password was not taken.
struct CredentialsRefusal {
    enum Reason {
        wrong,     ///< no such account, or another password: nobody is told which
        too_many,  ///< too many failed; come back after `retry_after`
        overloaded
    };
    Reason reason = wrong;
    std::chrono::seconds retry_after{};
};
/// As the answer of a use case.
std::unexpected<CredentialsRefusal> refused(CredentialsRefusal::Reason reason, std::chrono::seconds retry_after = {});

/// Decides whether a password is the account's. Takes as long where there is no such account; counts failures by
/// account and by address, in this process.
class Credentials {
public:
    struct Parts {
        UserStore& store;
        PasswordHasher& hasher;
        Clock& clock;
        Log log;
        Metrics& metrics;
        SignInLimits limits = {};
    };
    explicit Credentials(Parts parts);

    struct Attempt {
        std::string email;
        Secret password;
        std::string remote_address;
    };
    /// The account if the password is its own.
    Task<std::expected<Account, CredentialsRefusal>> prove(Context context, Attempt attempt);

    /// A hash for a new password; nothing when overloaded.
    Task<std::optional<std::string>> hash(Secret password) { return parts_.hasher.hash(std::move(password)); }

    /// Failures that are not of an account (a service's secret), by address alone.
    std::optional<std::chrono::seconds> wait_for(const std::string& remote_address) const;
    void failed_from(const std::string& remote_address);

private:
    Task<std::optional<bool>> is_password(const std::optional<Account>& account, Secret password);
    void tell_failed(const Context& context, const Attempt& attempt);

    Parts parts_;
    SignInThrottle throttle_;
    Counter& failed_;
    Counter& throttled_;
};

/// By what an address is counted: itself, or the /64 that one subscriber has in IPv6.
std::string counted_address(const std::string& remote_address);

}  // namespace boxoffice::user
