#include "platform/guilloche/guilloche.hpp"

#include "platform/guilloche/curves.hpp"

namespace boxoffice {
namespace {

constexpr int segments = 12;

int rounded(double value) { return static_cast<int>(std::lround(value)); }

void append_number(std::string& out, int value) {
    if (value >= 0 && out.back() != 's' && out.back() != 'M') out += ' ';
    out += std::to_string(value);
}

// One line as smooth cubic segments, relative and in whole numbers.
void append_line(std::string& out, const guilloche::Band& band, double place) {
    constexpr double step = static_cast<double>(guilloche::side) / segments;
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
    std::string path;
    for (const auto& band : guilloche::bands_of(seed))
        for (int line = 0; line < band.lines; ++line) append_line(path, band, band.place_of(line));
    std::string svg = "<svg class=\"guilloche\" viewBox=\"0 0 240 240\" preserveAspectRatio=\"xMidYMid slice\" ";
    svg += "aria-hidden=\"true\" focusable=\"false\"><path fill=\"none\" stroke=\"";
    svg += colour;
    svg += "\" stroke-width=\".75\" vector-effect=\"non-scaling-stroke\" d=\"";
    svg += path;
    svg += "\"/></svg>";
    return svg;
}

unsigned guilloche_ink(std::string_view seed) {
    return static_cast<unsigned>(guilloche::Dice(seed).next() >> 40U) % guilloche_inks;
}

}  // namespace boxoffice
