#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "platform/auth/token.hpp"
#include "platform/log/log.hpp"
#include "platform/remote/remote.hpp"
#include "platform/remote/single_flight.hpp"

#include <chrono>
#include <deque>
#include <optional>
#include <string>

namespace boxoffice::remote {

/// What a follower of the user service works with. All must outlive it; `scope` must be joined before it dies.
struct FollowerParts {
    Remote& users;
    auth::TokenVerifier& verifier;
    TaskScope& scope;
    Clock& clock;
    Log log;
};

/// Keeps the verifier's trusted keys as the user service publishes them, the keys of all its instances. Used on the
/// loop's thread only.
class KeyFollower {
public:
    struct Gaps {
        std::chrono::milliseconds regular{60'000};
        std::chrono::milliseconds while_away{500};   ///< while no answer ever came
        std::chrono::milliseconds on_demand{1'000};  ///< at the least, between two that unknown keys caused
    };
    /// Also makes the verifier ask here when it meets a key that it does not know.
    KeyFollower(FollowerParts parts, Gaps gaps);
    explicit KeyFollower(FollowerParts parts) : KeyFollower(parts, Gaps{}) {}
    KeyFollower(const KeyFollower&) = delete;
    KeyFollower& operator=(const KeyFollower&) = delete;
    ~KeyFollower();

    /// Follows until it is cancelled.
    Task<> run();

    /// Fetches the keys now, unless they were fetched a moment ago; joins one who is at it. Returns when it is done or
    /// failed.
    Task<> learn();

    /// Whether keys were ever had: before that, no token can be verified.
    bool knows_keys() const { return knows_keys_; }

private:
    Task<bool> fetch();

    FollowerParts parts_;
    Gaps gaps_;
    SingleFlight<bool> flight_;
    Timestamp asked_at_{};
    bool knows_keys_ = false;
    bool complained_ = false;
};

/// Keeps the verifier told of sessions that were ended, whichever user service ended them. Each question goes back a
/// while, since a revocation may become visible after one with a higher sequence. Used on the loop's thread only.
class RevocationFollower {
public:
    struct Gaps {
        std::chrono::milliseconds regular{500};
        std::chrono::milliseconds overlap{10'000};   ///< how far each question goes back
        std::chrono::milliseconds tolerated{5'000};  ///< without an answer, until `trouble` says so
    };
    RevocationFollower(FollowerParts parts, Gaps gaps);
    explicit RevocationFollower(FollowerParts parts) : RevocationFollower(parts, Gaps{}) {}

    /// Follows until it is cancelled.
    Task<> run();

    /// For readyz: what is wrong when the user service has not answered lately. Known tokens go on all the same.
    std::optional<std::string> trouble() const;

private:
    struct Seen {
        Timestamp at{};
        std::int64_t sequence = 0;
    };

    Task<> ask();
    std::int64_t asked_from(Timestamp now);

    FollowerParts parts_;
    Gaps gaps_;
    std::deque<Seen> seen_;     ///< the highest sequence by when it was known, as far back as the overlap
    std::int64_t settled_ = 0;  ///< the highest that is older than the overlap
    std::optional<Timestamp> answered_at_;
    bool complained_ = false;
};

}  // namespace boxoffice::remote
