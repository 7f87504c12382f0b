#include "services/event/import/calendar.hpp"
#include "services/event/tests/imported_data.hpp"

#include <gmock/gmock.h>

namespace boxoffice::event::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CalendarTest : public testing::Test {
protected:
    const EventDraft& draft(const std::string& uid) {
        for (const auto& draft : reading.drafts)
            if (draft.identity.starts_with("uid\n" + uid)) return draft;
        throw std::runtime_error("no draft " + uid);
    }
    Reading reading = read_calendar(file("oddities.ics"));
};

TEST_F(CalendarTest, every_oddity_is_read) {
    EXPECT_THAT(reading.faults, testing::IsEmpty());
    EXPECT_EQ(reading.drafts.size(), 7U);
}

TEST_F(CalendarTest, folded_lines_and_escapes_are_undone) {
    const auto& days = draft("days@example.org");
    EXPECT_EQ(days.line, 14);
    EXPECT_EQ(days.name, "Zwei Tage in Zürich, über zwei Zeilen gefaltet; mitten im Wort");
    EXPECT_EQ(days.url, "https://example.org/days");
    EXPECT_EQ(draft("utc@example.org").description, "First line\nSecond line");
    EXPECT_EQ(draft("utc@example.org").name, "Blanks around");
}

TEST_F(CalendarTest, categories_are_topics) {
    EXPECT_THAT(draft("days@example.org").topics, ElementsAre("music", "jazz", "night , day"));
}

TEST_F(CalendarTest, a_date_lasts_from_midnight_to_midnight_in_the_calendars_zone) {
    const auto& days = draft("days@example.org");
    EXPECT_TRUE(days.all_day);
    EXPECT_EQ(days.time_zone, "Europe/Berlin");
    EXPECT_EQ(days.starts_at, at("2027-03-13T23:00:00Z"));
    EXPECT_EQ(days.ends_at, at("2027-03-15T23:00:00Z"));
    const auto& tokyo = draft("prefixed@example.org");
    EXPECT_EQ(tokyo.time_zone, "Asia/Tokyo");
    EXPECT_EQ(tokyo.starts_at, at("2027-05-04T15:00:00Z"));
    EXPECT_EQ(tokyo.ends_at, at("2027-05-05T15:00:00Z"));
}

TEST_F(CalendarTest, times_are_in_the_zone_that_they_name) {
    EXPECT_EQ(draft("utc@example.org").starts_at, at("2027-03-01T09:00:00Z"));
    EXPECT_EQ(draft("utc@example.org").time_zone, "Europe/Berlin");
    EXPECT_EQ(draft("zone@example.org").starts_at, at("2027-03-04T01:00:00Z"));
    EXPECT_EQ(draft("zone@example.org").ends_at, at("2027-03-04T03:30:00Z"));
    EXPECT_EQ(draft("floating@example.org").starts_at, at("2027-07-03T18:00:00Z"));
    EXPECT_EQ(draft("floating@example.org").ends_at, std::nullopt);
    EXPECT_EQ(draft("windows@example.org").time_zone, "Europe/Vienna");
}

TEST_F(CalendarTest, an_exception_of_a_series_is_an_event_of_its_own) {
    EXPECT_EQ(draft("again@example.org").identity, "uid\nagain@example.org\n20270505T100000Z");
}

TEST_F(CalendarTest, an_alarm_says_nothing_of_the_event) {
    EXPECT_EQ(draft("zone@example.org").description, std::nullopt);
    EXPECT_EQ(draft("zone@example.org").venue, "Online");
}

TEST(CalendarFaultsTest, bad_events_are_named_by_line_and_the_others_are_read) {
    const auto reading = read_calendar(file("faults.ics"));
    std::vector<std::int64_t> lines;
    for (const auto& fault : reading.faults) lines.push_back(fault.line);
    EXPECT_THAT(lines, ElementsAre(2, 6, 10, 16, 22, 28, 33, 43));
    EXPECT_THAT(reading.faults[0].detail, HasSubstr("DTSTART"));
    EXPECT_THAT(reading.faults[1].detail, HasSubstr("SUMMARY"));
    EXPECT_THAT(reading.faults[5].detail, HasSubstr("Mars/Olympus"));
    EXPECT_THAT(reading.faults[7].detail, HasSubstr("END:VEVENT"));
    ASSERT_EQ(reading.drafts.size(), 1U);
    EXPECT_EQ(reading.drafts[0].name, "Good");
}

TEST(CalendarFaultsTest, what_is_no_calendar_holds_no_event) {
    for (const auto* text : {"", "name,starts_on\n", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"})
        EXPECT_EQ(read_calendar(text).faults.size(), 1U) << text;
}

TEST(CalendarFaultsTest, what_is_not_utf8_is_refused) {
    const auto reading = read_calendar("BEGIN:VEVENT\nUID:1\nSUMMARY:Caf\xE9\nDTSTART:20270301T090000Z\nEND:VEVENT\n");
    ASSERT_EQ(reading.faults.size(), 1U);
    EXPECT_THAT(reading.faults[0].detail, HasSubstr("UTF-8"));
}

TEST(LocationTest, a_place_is_parted_at_its_commas) {
    using Text = std::optional<std::string>;
    const auto place = [](Text venue, Text city, Text country) { return Place{venue, city, country}; };
    EXPECT_EQ(split_location("Online"), place("Online", {}, {}));
    EXPECT_EQ(split_location(" Berlin , Germany"), place({}, "Berlin", "Germany"));
    EXPECT_EQ(split_location("Hall 1, Paris, France"), place("Hall 1", "Paris", "France"));
    EXPECT_EQ(split_location("Dallas, TX, U.S.A."), place({}, "Dallas, TX", "U.S.A."));
    EXPECT_EQ(split_location("A, B, Dallas, TX, U.S.A."), place("A, B", "Dallas, TX", "U.S.A."));
    EXPECT_EQ(split_location("TX, U.S.A."), place({}, "TX", "U.S.A."));
    EXPECT_EQ(split_location(""), place({}, {}, {}));
}

}  // namespace
}  // namespace boxoffice::event::test
