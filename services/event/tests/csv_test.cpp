#include "services/event/import/csv.hpp"
#include "services/event/import/dates.hpp"
#include "services/event/import/table.hpp"
#include "services/event/import/text.hpp"
#include "services/event/tests/imported_data.hpp"

#include <gmock/gmock.h>

namespace boxoffice::event::test {
namespace {

using testing::ElementsAre;

std::vector<std::int64_t> lines(const Reading& reading) {
    std::vector<std::int64_t> lines;
    for (const auto& fault : reading.faults) lines.push_back(fault.line);
    return lines;
}

TEST(CsvTest, a_table_with_every_oddity_is_read_whole) {
    const auto reading = read_csv(file("oddities.csv"));
    EXPECT_THAT(lines(reading), ElementsAre());
    ASSERT_EQ(reading.drafts.size(), 5U);
    const auto& first = reading.drafts[0];
    EXPECT_EQ(first.line, 2);
    EXPECT_EQ(first.name, "Ruby Días");
    EXPECT_EQ(first.starts_at, at("2027-02-07T00:00:00Z"));
    EXPECT_EQ(first.ends_at, at("2027-02-10T00:00:00Z"));
    EXPECT_TRUE(first.all_day);
    EXPECT_EQ(first.time_zone, "UTC");
    EXPECT_EQ(first.city, "Cape Town, WC");
    EXPECT_EQ(first.country, "South Africa");
    EXPECT_EQ(first.venue, std::nullopt);
    EXPECT_EQ(first.url, "https://example.org/ruby");
    EXPECT_THAT(first.topics, ElementsAre("ruby", "web"));
    const auto& second = reading.drafts[1];
    EXPECT_EQ(second.name, "Comma, and \"quoted\"");
    EXPECT_EQ(second.venue, "Online");
    EXPECT_EQ(second.ends_at, std::nullopt);
    EXPECT_THAT(second.topics, ElementsAre("js", "css"));
    EXPECT_EQ(reading.drafts[2].line, 5);
    EXPECT_EQ(reading.drafts[2].name, "Two lines");
    EXPECT_EQ(reading.drafts[3].line, 7);
}

TEST(CsvTest, an_identity_is_name_start_city_and_url) {
    const auto reading = read_csv(
        "name,starts_on,ends_on,city,url\nA,2027-01-01,,B,https://c\nA,2027-01-01,2027-01-02,B,https://c\n"
        "A,2027-01-02,,B,https://c\nA,2027-01-01,,,https://c\nA,2027-01-01,,B,\n");
    ASSERT_EQ(reading.drafts.size(), 5U);
    EXPECT_EQ(reading.drafts[0].identity, reading.drafts[1].identity);
    for (std::size_t i = 2; i < 5; ++i) EXPECT_NE(reading.drafts[0].identity, reading.drafts[i].identity) << i;
}

TEST(CsvTest, bad_rows_are_named_by_line_and_the_others_are_read) {
    const auto reading = read_csv(file("faults.csv"));
    EXPECT_THAT(lines(reading), ElementsAre(3, 4, 5, 6, 7, 9, 10, 13));
    ASSERT_EQ(reading.drafts.size(), 3U);
    EXPECT_EQ(reading.drafts[1].name, "Also Good");
    EXPECT_EQ(reading.drafts[2].line, 12);
}

TEST(CsvTest, a_table_needs_its_header) {
    EXPECT_THAT(lines(read_csv("")), ElementsAre(1));
    EXPECT_THAT(lines(read_csv("city,url\nBerlin,https://x\n")), ElementsAre(1, 1));
    EXPECT_EQ(read_csv("NAME , Starts_On\nA,2027-01-01").drafts.size(), 1U);
}

TEST(CsvTest, rows_are_parted_as_rfc_4180_says) {
    const auto rows = read_table("a,b\r\n\"x\"\"y\",\"1,2\"\n\n,\nlast");
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_THAT(rows[1].cells, ElementsAre("x\"y", "1,2"));
    EXPECT_THAT(rows[2].cells, ElementsAre("", ""));
    EXPECT_EQ(rows[2].line, 4);
    EXPECT_THAT(rows[3].cells, ElementsAre("last"));
}

TEST(CsvTest, dates_are_days_of_the_calendar) {
    EXPECT_TRUE(read_date("2028-02-29"));
    for (const auto* bad : {"2027-02-29", "2027-2-9", "1969-12-31", "2027/03/01", "2027-03-0x", "+027-03-01", ""})
        EXPECT_FALSE(read_date(bad)) << bad;
}

TEST(CsvTest, an_address_with_blanks_is_made_a_good_one) {
    EXPECT_EQ(web_address("https://example.org/Austin, TX?q=%20"), "https://example.org/Austin,%20TX?q=%20");
    EXPECT_EQ(web_address(std::nullopt), std::nullopt);
}

TEST(CsvTest, only_utf8_is_text) {
    for (const auto* good : {"", "a", "é", "日本", "🎟"}) EXPECT_TRUE(is_utf8(good)) << good;
    for (const auto* bad : {"\xE9", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"})
        EXPECT_FALSE(is_utf8(bad));
}

}  // namespace
}  // namespace boxoffice::event::test
