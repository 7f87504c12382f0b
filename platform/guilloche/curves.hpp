#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>

/// The curves of a guilloche, before anything draws them.
namespace boxoffice::guilloche {

/// The pattern is a square of this many units.
inline constexpr int side = 240;

/// Whole numbers that depend on the seed alone. FNV-1a, then splitmix64: both are integer arithmetic and the same
/// everywhere.
class Dice {
public:
    explicit Dice(std::string_view seed) {
        for (const char byte : seed) state_ = (state_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
    }
    std::uint64_t next() {
        std::uint64_t value = state_ += 0x9e3779b97f4a7c15U;
        value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
        value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
        return value ^ (value >> 31U);
    }
    int whole(int least, int most) {
        return least + static_cast<int>(next() % static_cast<unsigned>(most - least + 1));
    }
    double part(int least_percent, int most_percent) { return whole(least_percent, most_percent) / 100.0; }

private:
    std::uint64_t state_ = 0xcbf29ce484222325U;
};

struct Wave {
    double height, cycles, phase, drift;

    double at(double x, double place) const { return height * std::sin(angle(x, place)); }
    double slope(double x, double place) const {
        return height * 2 * std::numbers::pi * cycles / side * std::cos(angle(x, place));
    }

private:
    double angle(double x, double place) const {
        return 2 * std::numbers::pi * (cycles * x / side + phase + drift * place);
    }
};

/// A band of lines: their distance swells and crosses over (the envelope), and the whole band swings.
struct Band {
    int lines;
    double centre, spread, bias;
    Wave envelope, swing, ripple;

    /// Where a line is at x, and how steep; its place is -1 for the first and 1 for the last.
    double at(double x, double place) const {
        return centre + spread * place * (bias + envelope.at(x, 0)) + swing.at(x, place) + ripple.at(x, place);
    }
    double slope(double x, double place) const {
        return spread * place * envelope.slope(x, 0) + swing.slope(x, place) + ripple.slope(x, place);
    }
    double place_of(int line) const { return 2.0 * line / (lines - 1) - 1; }
};

/// The seed's pattern.
std::array<Band, 2> bands_of(std::string_view seed);

}  // namespace boxoffice::guilloche
