#pragma once

#include "platform/id/uuid.hpp"

#include <cstdint>
#include <vector>

namespace boxoffice::simulation {

/// Every chance of a history, one after another: from a seed, or from a tape of what was chosen before. 0 is always the
/// harmless choice, and what a tape that has ended gives.
class Choices {
public:
    /// `recording`: what is chosen is kept as a tape.
    explicit Choices(std::uint64_t seed, bool recording = false) : state_(seed), recording_(recording) {}
    explicit Choices(std::vector<std::uint32_t> tape) : tape_(std::move(tape)), replaying_(true) {}

    const std::vector<std::uint32_t>& tape() const { return tape_; }

    /// 0 to bound - 1, each as likely.
    std::uint32_t below(std::uint32_t bound);
    /// True in so many of ten thousand cases.
    bool happens(std::uint32_t in_ten_thousand) { return below(10'000) > 9'999 - in_ten_thousand; }
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + below(static_cast<std::uint32_t>(most - least + 1));
    }
    std::uint64_t seed();

private:
    std::uint64_t next();

    std::uint64_t state_ = 0;
    std::vector<std::uint32_t> tape_;
    std::size_t place_ = 0;
    bool replaying_ = false;
    const bool recording_ = false;
};

/// Random bytes of one history.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : choices_(seed) {}
    void fill(std::span<std::uint8_t> bytes) override;

private:
    Choices choices_;
};

}  // namespace boxoffice::simulation
