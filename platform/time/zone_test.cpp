#include "platform/time/zone.hpp"

#include <gtest/gtest.h>

namespace boxoffice {
namespace {

using namespace std::chrono;

using Local = local_time<milliseconds>;

Local wall(std::string_view as_if_utc) { return Local(from_rfc3339(as_if_utc).value().time_since_epoch()); }
std::string shown(const LocalTime& local) { return to_rfc3339(Timestamp(local.time.time_since_epoch())); }

TEST(Zone, knows_the_names_of_the_database) {
    for (const char* name : {"UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+5", "Asia/Calcutta"})
        EXPECT_TRUE(is_time_zone(name)) << name;
    for (const char* name : {"", "Europe", "europe/berlin", "Mars/Base", "localtime", "posixrules", "Factory",
                             "posix/UTC", "right/UTC", "../../etc/passwd", "/etc/localtime", "zone.tab", "+01:00"})
        EXPECT_FALSE(is_time_zone(name)) << name;
}

TEST(Zone, refuses_to_convert_for_an_unknown_name) {
    EXPECT_THROW(to_local(Timestamp(), "Mars/Base"), std::runtime_error);
    EXPECT_THROW(from_local(Local(), "Mars/Base"), std::runtime_error);
}

TEST(Zone, shows_the_wall_clock_and_its_name) {
    const auto winter = to_local(*from_rfc3339("2027-01-14T20:00:00.5Z"), "Europe/Berlin");
    EXPECT_EQ(shown(winter), "2027-01-14T21:00:00.500Z");
    EXPECT_EQ(winter.abbreviation, "CET");
    const auto summer = to_local(*from_rfc3339("2027-07-14T20:00:00Z"), "Europe/Berlin");
    EXPECT_EQ(shown(summer), "2027-07-14T22:00:00Z");
    EXPECT_EQ(summer.abbreviation, "CEST");
    EXPECT_EQ(to_local(*from_rfc3339("2027-07-14T20:00:00Z"), "Asia/Singapore").abbreviation, "+08");
}

TEST(Zone, reads_the_wall_clock) {
    EXPECT_EQ(to_rfc3339(from_local(wall("2027-07-14T22:00:00Z"), "Europe/Berlin")), "2027-07-14T20:00:00Z");
    EXPECT_EQ(to_rfc3339(from_local(wall("2027-01-14T08:30:00.25Z"), "Asia/Kolkata")), "2027-01-14T03:00:00.250Z");
}

TEST(Zone, an_hour_that_is_skipped_is_the_moment_of_the_change) {
    for (const char* skipped : {"2027-03-28T02:00:00Z", "2027-03-28T02:59:59Z"})
        EXPECT_EQ(to_rfc3339(from_local(wall(skipped), "Europe/Berlin")), "2027-03-28T01:00:00Z");
    EXPECT_EQ(to_rfc3339(from_local(wall("2027-03-28T03:00:00Z"), "Europe/Berlin")), "2027-03-28T01:00:00Z");
}

TEST(Zone, an_hour_that_comes_twice_is_the_first) {
    EXPECT_EQ(to_rfc3339(from_local(wall("2027-10-31T02:30:00Z"), "Europe/Berlin")), "2027-10-31T00:30:00Z");
    EXPECT_EQ(to_rfc3339(from_local(wall("2027-10-31T03:00:00Z"), "Europe/Berlin")), "2027-10-31T02:00:00Z");
}

TEST(Zone, summer_time_goes_on_beyond_the_years_that_the_files_list) {
    EXPECT_EQ(to_local(*from_rfc3339("2037-07-01T12:00:00Z"), "Europe/Berlin").abbreviation, "CEST");
    for (const char* year : {"2038", "2040", "2099", "2100", "2400", "9998"}) {
        const auto summer = *from_rfc3339(std::string(year) + "-07-01T12:00:00Z");
        EXPECT_EQ(shown(to_local(summer, "Europe/Berlin")), std::string(year) + "-07-01T14:00:00Z");
        EXPECT_EQ(from_local(to_local(summer, "Europe/Berlin").time, "Europe/Berlin"), summer);
        EXPECT_EQ(to_local(summer, "America/New_York").abbreviation, "EDT");
        const auto winter = *from_rfc3339(std::string(year) + "-12-31T23:30:00Z");
        EXPECT_EQ(to_local(winter, "Europe/Berlin").abbreviation, "CET");
        EXPECT_EQ(from_local(to_local(winter, "Europe/Berlin").time, "Europe/Berlin"), winter);
    }
    // The last Sunday of March 2040 is the 25th.
    EXPECT_EQ(to_local(*from_rfc3339("2040-03-25T00:59:59Z"), "Europe/Berlin").abbreviation, "CET");
    EXPECT_EQ(to_local(*from_rfc3339("2040-03-25T01:00:00Z"), "Europe/Berlin").abbreviation, "CEST");
}

}  // namespace
}  // namespace boxoffice
