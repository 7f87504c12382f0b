#include "platform/guilloche/guilloche.hpp"

#include <cmath>
#include <numbers>

namespace boxoffice {
namespace {

constexpr int side = 240;
constexpr int segments = 12;
constexpr double turn = 2 * std::numbers::pi;

// FNV-1a, then splitmix64: both are integer arithmetic and the same everywhere.
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

    double at(double x, double place) const {
        return height * std::sin(turn * (cycles * x / side + phase + drift * place));
    }
    double slope(double x, double place) const {
        return height * turn * cycles / side * std::cos(turn * (cycles * x / side + phase + drift * place));
    }
};

// A band of lines: their distance swells and crosses over (the envelope), and the whole band swings.
struct Band {
    int lines;
    double centre, spread, bias;
    Wave envelope, swing, ripple;

    double at(double x, double place) const {
        return centre + spread * place * (bias + envelope.at(x, 0)) + swing.at(x, place) + ripple.at(x, place);
    }
    double slope(double x, double place) const {
        return spread * place * envelope.slope(x, 0) + swing.slope(x, place) + ripple.slope(x, place);
    }
};

Band draw_band(Dice& dice, int lines, double centre) {
    Band band{};
    band.lines = lines;
    band.centre = centre;
    band.spread = dice.whole(44, 66);
    band.bias = dice.part(35, 60);
    band.envelope = {dice.part(55, 95), dice.part(70, 150), dice.part(0, 100), 0};
    band.swing = {static_cast<double>(dice.whole(16, 34)), dice.part(60, 130), dice.part(0, 100), dice.part(-8, 8)};
    band.ripple = {static_cast<double>(dice.whole(3, 7)), dice.part(180, 250), dice.part(0, 100), dice.part(-60, 60)};
    return band;
}

int rounded(double value) { return static_cast<int>(std::lround(value)); }

void append_number(std::string& out, int value) {
    if (value >= 0 && out.back() != 's' && out.back() != 'M') out += ' ';
    out += std::to_string(value);
}

// One line as smooth cubic segments, relative and in whole numbers.
void append_line(std::string& out, const Band& band, double place) {
    constexpr double step = static_cast<double>(side) / segments;
    double handle = step / 3;
    int y = rounded(band.at(0, place));
    out += 'M';
    append_number(out, 0);
    append_number(out, y);
    for (int segment = 1; segment <= segments; ++segment) {
        const double x = segment * step;
        const int end = rounded(band.at(x, place));
        out += 's';
        append_number(out, rounded(step - handle));
        append_number(out, end - y - rounded(handle * band.slope(x, place)));
        append_number(out, rounded(step));
        append_number(out, end - y);
        y = end;
    }
}

}  // namespace

std::string guilloche_svg(std::string_view seed, std::string_view colour) {
    Dice dice(seed);
    const Band bands[] = {draw_band(dice, 11, dice.whole(62, 96)), draw_band(dice, 11, dice.whole(144, 178))};
    std::string path;
    for (const auto& band : bands)
        for (int line = 0; line < band.lines; ++line) append_line(path, band, 2.0 * line / (band.lines - 1) - 1);
    std::string svg = "<svg class=\"guilloche\" viewBox=\"0 0 240 240\" preserveAspectRatio=\"xMidYMid slice\" ";
    svg += "aria-hidden=\"true\" focusable=\"false\"><path fill=\"none\" stroke=\"";
    svg += colour;
    svg += "\" stroke-width=\".75\" vector-effect=\"non-scaling-stroke\" d=\"";
    svg += path;
    svg += "\"/></svg>";
    return svg;
}

unsigned guilloche_ink(std::string_view seed) {
    Dice dice(seed);
    return static_cast<unsigned>(dice.next() >> 40U) % guilloche_inks;
}

}  // namespace boxoffice
