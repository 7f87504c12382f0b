#include "services/event/domain/search.hpp"
#include "services/event/tests/samples.hpp"

#include <gmock/gmock.h>

namespace boxoffice::event::test {
namespace {

TEST(SearchTest, case_and_latin_marks_do_not_matter) {
    EXPECT_EQ(fold("Łódź"), "lodz");
    EXPECT_EQ(fold("SÃO Paulo"), "sao paulo");
    EXPECT_EQ(fold("Straße ŒUVRE"), "strasse oeuvre");
    EXPECT_EQ(fold("Cafe\xCC\x81"), "cafe");
}

TEST(SearchTest, greek_and_cyrillic_are_folded_and_other_scripts_stay) {
    EXPECT_EQ(fold("ΑΘΉΝΑ"), fold("αθηνα"));
    EXPECT_EQ(fold("ΟΔΟΣ"), fold("οδος"));
    EXPECT_EQ(fold("КИЇВ Ёлка"), fold("київ елка"));
    EXPECT_EQ(fold("東京 𝒳"), "東京 𝒳");
}

TEST(SearchTest, white_space_is_one_blank) { EXPECT_EQ(fold("  a\t\n b\xC2\xA0 "), "a b"); }

TEST(SearchTest, words_are_parted) {
    EXPECT_THAT(search_words("  Ruby  Conf "), testing::ElementsAre("ruby", "conf"));
    EXPECT_THAT(search_words(""), testing::IsEmpty());
    EXPECT_THAT(search_words("\xCC\x81"), testing::IsEmpty());
}

TEST(SearchTest, a_search_sees_name_venue_city_and_topics) {
    const auto text = search_text(sample_event().details);
    for (const auto* word : {"concert", "town hall", "lodz", "music", "amter & more"})
        EXPECT_NE(text.find(word), std::string::npos) << word;
    EXPECT_EQ(text.find("poland"), std::string::npos);
    EXPECT_EQ(topic_text({"Go", "C++"}), "\ngo\nc++\n");
}

}  // namespace
}  // namespace boxoffice::event::test
