#include "platform/guilloche/curves.hpp"

namespace boxoffice::guilloche {

namespace {

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

}  // namespace

std::array<Band, 2> bands_of(std::string_view seed) {
    Dice dice(seed);
    const auto upper = draw_band(dice, 11, dice.whole(62, 96));
    return {upper, draw_band(dice, 11, dice.whole(144, 178))};
}

}  // namespace boxoffice::guilloche
