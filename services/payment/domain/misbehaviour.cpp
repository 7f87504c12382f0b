#include "services/payment/domain/misbehaviour.hpp"

#include <charconv>

namespace boxoffice::payment {

namespace {

// SplitMix64 (Steele, Lea, Flood 2014): a good 64-bit mix of a counter.
std::uint64_t mix(std::uint64_t counter) {
    counter += 0x9e3779b97f4a7c15U;
    counter = (counter ^ (counter >> 30U)) * 0xbf58476d1ce4e5b9U;
    counter = (counter ^ (counter >> 27U)) * 0x94d049bb133111ebU;
    return counter ^ (counter >> 31U);
}

}  // namespace

std::expected<double, std::string> MisbehaviourPlan::parse_rate(std::string_view text) {
    double rate = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate);
    if (error != std::errc{} || end != text.data() + text.size() || !(rate >= 0 && rate <= 1))
        return std::unexpected("must be a number from 0 to 1");
    return rate;
}

Misbehaviour MisbehaviourPlan::at(std::uint64_t command) const {
    const auto chance = static_cast<double>(mix(mix(seed) + command) >> 11U) * 0x1p-53;
    if (chance >= rate) return Misbehaviour::none;
    return chance < rate / 2 ? Misbehaviour::error : Misbehaviour::silence;
}

}  // namespace boxoffice::payment
