#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice {

/// The fine wave pattern of banknotes, as SVG with presentation attributes only (allowed by a policy that forbids
/// inline styles). It depends on `seed` (an event's id) and `colour` alone, so that a page, a mail and a ticket show
/// the same one: integers and a fixed generator decide, and coordinates are rounded far from what floating point may
/// differ in. About 3 KB; square (viewBox 0 0 240 240), slices to fill its box, hidden from screen readers. `colour` is
/// any CSS colour.
std::string guilloche_svg(std::string_view seed, std::string_view colour = "currentColor");

/// The same pattern as a PNG (RFC 2083) for what shows no SVG, such as mails: so many pixels, across its whole width
/// and as much of its middle as fits; fine lines of `colour` (0xRRGGBB) on nothing. The same bytes for the same
/// arguments; about 30 bytes a column.
std::string guilloche_png(std::string_view seed, int width, int height, std::uint32_t colour);

/// How many inks there are to print it in.
inline constexpr unsigned guilloche_inks = 8;

/// Which ink the seed's pattern is printed in: 0 to guilloche_inks - 1. What the inks look like is the medium's matter.
unsigned guilloche_ink(std::string_view seed);

}  // namespace boxoffice
