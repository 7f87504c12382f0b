#include "tests/simulation/choices.hpp"

namespace boxoffice::simulation {

// SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t Choices::next() {
    auto mixed = state_ += 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
}

std::uint32_t Choices::below(std::uint32_t bound) {
    if (replaying_) return place_ < tape_.size() ? tape_[place_++] % bound : 0;
    const auto choice = static_cast<std::uint32_t>(((next() >> 32U) * bound) >> 32U);
    if (recording_) tape_.push_back(choice);
    return choice;
}

std::uint64_t Choices::seed() {
    const std::uint64_t high = below(0x7fff'ffff);
    return high << 31U | below(0x7fff'ffff);
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(choices_.below(256));
}

}  // namespace boxoffice::simulation
