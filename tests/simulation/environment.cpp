#include "tests/simulation/environment.hpp"

namespace boxoffice::simulation {

Fate Environment::fate(Place place) {
    if (silent[static_cast<std::size_t>(place)]) return Fate::request_lost;
    const auto chance = choices.below(10'000);
    auto limit = 10'000 - weather.request_lost;
    if (chance >= limit) return Fate::request_lost;
    limit -= weather.answer_lost;
    if (chance >= limit) return Fate::answer_lost;
    limit -= weather.late;
    return chance >= limit ? Fate::late : Fate::answered;
}

// A draw of a million: its last two digits choose the kind, the others the length.
Moment Environment::delay() {
    const auto draw = choices.below(1'000'000);
    const auto kind = draw % 100;
    const auto amount = static_cast<std::int64_t>(draw / 100);
    if (kind < 70) return Moment(100 + amount / 10);
    if (kind < 92) return Moment(1'000 + amount);
    if (kind < 99 || !choices.happens(weather.slow)) return Moment(10'000 + amount * 20);
    return Moment(300'000 + amount * 700);
}

void Environment::violate(std::string what) {
    tell("VIOLATED: {}", what);
    violations.push_back(std::move(what));
}

void Environment::append(std::string line) {
    story->push_back(fmt::format("{:>14.3f} s  {}", static_cast<double>(schedule.now().count()) / 1e6, line));
}

}  // namespace boxoffice::simulation
