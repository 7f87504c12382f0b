#include "platform/guilloche/guilloche.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace boxoffice {
namespace {

std::string id(int number) { return fmt::format("0199aa00-0000-7000-8000-{:012x}", number); }

TEST(Guilloche, is_the_same_for_the_same_id) { EXPECT_EQ(guilloche_svg(id(1)), guilloche_svg(id(1))); }

TEST(Guilloche, is_another_for_each_of_many_ids) {
    std::set<std::string> patterns;
    for (int number = 0; number < 2000; ++number) patterns.insert(guilloche_svg(id(number)));
    EXPECT_EQ(patterns.size(), 2000U);
}

// A page, a mail and a ticket of other releases must show the same one.
TEST(Guilloche, does_not_change_between_releases) {
    EXPECT_TRUE(
        guilloche_svg("an event")
            .contains(R"( d="M0 35s13-12 20-18s13-10 20-14s13-6 20-7s13 1 20 5s13 10 20 18s13 19 20 29s13 21 20 30s)"))
        << guilloche_svg("an event");
}

TEST(Guilloche, has_no_inline_style_and_no_script) {
    for (int number = 0; number < 100; ++number) {
        const auto svg = guilloche_svg(id(number));
        EXPECT_FALSE(svg.contains("style")) << svg;
        EXPECT_FALSE(svg.contains("script")) << svg;
    }
}

TEST(Guilloche, is_small) {
    for (int number = 0; number < 500; ++number) EXPECT_LT(guilloche_svg(id(number)).size(), 3600U);
}

TEST(Guilloche, is_drawn_in_the_given_colour) {
    EXPECT_TRUE(guilloche_svg(id(3), "#123456").contains("stroke=\"#123456\""));
}

TEST(Guilloche, uses_every_ink_about_as_often) {
    std::array<int, guilloche_inks> used{};
    for (int number = 0; number < 8000; ++number) ++used.at(guilloche_ink(id(number)));
    EXPECT_GT(std::ranges::min(used), 800);
    EXPECT_LT(std::ranges::max(used), 1200);
}

TEST(GuillochePng, is_a_small_picture_of_that_size) {
    const auto png = guilloche_png(id(1), 124, 52, 0x2f6450);
    EXPECT_TRUE(png.starts_with("\x89PNG\r\n\x1a\n"));
    EXPECT_EQ(png.substr(16, 8), std::string("\0\0\0\x7c\0\0\0\x34", 8));
    EXPECT_TRUE(png.contains("\x2f\x64\x50"));
    EXPECT_LT(png.size(), 4000U);
}

TEST(GuillochePng, is_the_same_for_the_same_id_and_another_for_another) {
    EXPECT_EQ(guilloche_png(id(1), 124, 52, 0), guilloche_png(id(1), 124, 52, 0));
    EXPECT_NE(guilloche_png(id(1), 124, 52, 0), guilloche_png(id(2), 124, 52, 0));
}

TEST(Guilloche, of_an_empty_seed_is_a_pattern_too) { EXPECT_GT(guilloche_svg("").size(), 1000U); }

}  // namespace
}  // namespace boxoffice
