#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace boxoffice::payment {

/// How a command goes wrong although the method would let it succeed.
enum class Misbehaviour {
    none,
    error,   ///< fails before anything is recorded
    silence  ///< is recorded, but never answered
};

/// How often the gateway misbehaves, and from which seed: the same seed gives the same sequence; and how slow it is.
struct MisbehaviourPlan {
    double rate = 0;  ///< probability of each command to go wrong, 0 to 1; half are errors, half silences
    std::uint64_t seed = 0;
    std::int64_t charges_per_s = 0;  ///< more wait for their turn; 0: all are served at once

    /// Reads a rate as PAYMENT_FAULT_RATE gives it ("0.05"); else what it should be, in words.
    static std::expected<double, std::string> parse_rate(std::string_view text);
    /// What becomes of the n-th command, counted from 0.
    Misbehaviour at(std::uint64_t command) const;
};

}  // namespace boxoffice::payment
