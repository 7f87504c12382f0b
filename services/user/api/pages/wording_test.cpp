#include "services/user/api/pages/wording.hpp"

#include <gtest/gtest.h>

namespace boxoffice::user {
namespace {

EventFacts event_at(const char* starts_at, const char* ends_at = "", const char* zone = "Europe/Berlin",
                    bool all_day = false) {
    EventFacts event;
    event.starts_at = from_rfc3339(starts_at).value();
    event.ends_at = from_rfc3339(ends_at);
    event.time_zone = zone;
    event.all_day = all_day;
    return event;
}

TEST(Money, has_the_decimals_of_its_currency) {
    EXPECT_EQ(money(125000, "EUR"), "1,250.00 EUR");
    EXPECT_EQ(money(1250, "JPY"), "1,250 JPY");
    EXPECT_EQ(money(1250, "KWD"), "1.250 KWD");
    EXPECT_EQ(money(12500, "CLF"), "1.2500 CLF");
}

TEST(Money, below_one_keeps_its_zeros) {
    EXPECT_EQ(money(5, "EUR"), "0.05 EUR");
    EXPECT_EQ(money(0, "EUR"), "0.00 EUR");
    EXPECT_EQ(money(7, "BHD"), "0.007 BHD");
}

TEST(Money, that_goes_back_keeps_its_sign) { EXPECT_EQ(money(-123456789, "EUR"), "-1,234,567.89 EUR"); }

TEST(Money, survives_the_least_number) {
    EXPECT_EQ(money(std::numeric_limits<std::int64_t>::min(), "JPY"), "-9,223,372,036,854,775,808 JPY");
}

TEST(Price, of_nothing_is_free) {
    EXPECT_EQ(price_words(0, "EUR"), "Free");
    EXPECT_EQ(price_words(100, "EUR"), "1.00 EUR");
}

TEST(Availability, says_how_many_are_left) {
    EXPECT_EQ(left_words(0), "sold out");
    EXPECT_EQ(left_words(-1), "sold out");
    EXPECT_EQ(left_words(1), "last 1");
    EXPECT_EQ(left_words(20), "last 20");
    EXPECT_EQ(left_words(21), "21 left");
    EXPECT_EQ(left_words(10'000'000), "10,000,000 left");
}

TEST(When, is_said_on_the_clock_of_the_place) {
    EXPECT_EQ(when(event_at("2027-03-14T19:00:00Z")), "Sun 14 Mar 2027, 20:00, Berlin time");
    EXPECT_EQ(when(event_at("2027-07-14T18:00:00Z")), "Wed 14 Jul 2027, 20:00, Berlin time");
    EXPECT_EQ(when(event_at("2027-03-14T23:30:00Z", "", "America/New_York")), "Sun 14 Mar 2027, 19:30, New York time");
    EXPECT_EQ(when(event_at("2027-03-14T20:00:00Z", "", "UTC")), "Sun 14 Mar 2027, 20:00, UTC");
}

TEST(When, says_the_end_where_it_is_known) {
    EXPECT_EQ(when(event_at("2027-03-14T19:00:00Z", "2027-03-14T22:00:00Z")),
              "Sun 14 Mar 2027, 20:00 to 23:00, Berlin time");
}

TEST(When, of_a_night_is_still_one_day) {
    EXPECT_EQ(when(event_at("2027-03-14T21:00:00Z", "2027-03-15T03:00:00Z")),
              "Sun 14 Mar 2027, 22:00 to 04:00, Berlin time");
}

TEST(When, of_several_days_names_both) {
    EXPECT_EQ(when(event_at("2027-03-14T08:00:00Z", "2027-03-16T16:00:00Z")),
              "Sun 14 Mar 2027, 09:00, to Tue 16 Mar 2027, 17:00, Berlin time");
}

TEST(When, of_a_whole_day_has_no_clock) {
    EXPECT_EQ(when(event_at("2027-03-14T00:00:00Z", "2027-03-15T00:00:00Z", "UTC", true)), "Sun 14 Mar 2027");
    EXPECT_EQ(when(event_at("2027-03-14T00:00:00Z", "", "UTC", true)), "Sun 14 Mar 2027");
}

TEST(When, of_whole_days_ends_on_the_last_of_them) {
    EXPECT_EQ(when(event_at("2027-03-14T00:00:00Z", "2027-03-17T00:00:00Z", "UTC", true)), "Sun 14 to Tue 16 Mar 2027");
    EXPECT_EQ(when(event_at("2026-12-30T00:00:00Z", "2027-01-03T00:00:00Z", "UTC", true)),
              "Wed 30 Dec 2026 to Sat 2 Jan 2027");
}

TEST(When, of_an_unknown_zone_falls_back_to_utc) {
    EXPECT_EQ(when(event_at("2027-03-14T19:00:00Z", "", "Mars/Olympus")), "Sun 14 Mar 2027, 19:00, UTC");
}

TEST(WhenBesideBlock, leaves_out_what_the_block_says) {
    EXPECT_EQ(when_beside_block(event_at("2027-03-14T19:00:00Z")), "20:00, Berlin time");
    EXPECT_EQ(when_beside_block(event_at("2027-03-14T00:00:00Z", "", "UTC", true)), "All day");
    EXPECT_EQ(when_beside_block(event_at("2027-03-14T00:00:00Z", "2027-03-17T00:00:00Z", "UTC", true)),
              "until Tue 16 Mar");
}

TEST(DateBlock, is_of_the_day_at_the_place) {
    const auto block = date_block(event_at("2027-03-31T22:30:00Z"));
    EXPECT_EQ(block.day, "1");
    EXPECT_EQ(block.month, "Apr");
    EXPECT_EQ(block.weekday, "Thu");
    EXPECT_EQ(block.month_year, "April 2027");
}

TEST(Where, leaves_out_what_is_not_known) {
    EventFacts event;
    EXPECT_EQ(where(event), "");
    event.city = "Berlin";
    EXPECT_EQ(where(event), "Berlin");
    event.venue = "Philharmonie";
    event.country = "Germany";
    EXPECT_EQ(where(event), "Philharmonie, Berlin, Germany");
}

}  // namespace
}  // namespace boxoffice::user
