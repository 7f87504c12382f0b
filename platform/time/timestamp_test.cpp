#include "platform/time/timestamp.hpp"

#include <gtest/gtest.h>

namespace boxoffice {
namespace {

using namespace std::chrono;

Timestamp at(int y, unsigned m, unsigned d, milliseconds rest = {}) { return sys_days(year(y) / m / d) + rest; }

TEST(Rfc3339, writes_milliseconds_only_where_there_are_some) {
    EXPECT_EQ(to_rfc3339(at(2027, 3, 14, hours(20))), "2027-03-14T20:00:00Z");
    EXPECT_EQ(to_rfc3339(at(2027, 3, 14, milliseconds(7))), "2027-03-14T00:00:00.007Z");
    EXPECT_EQ(to_rfc3339(at(1970, 1, 1)), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_rfc3339(at(9999, 12, 31, hours(24) - milliseconds(1))), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(to_rfc3339(at(1970, 1, 1) - milliseconds(1)), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, reads_back_what_it_writes) {
    for (auto time = at(1970, 1, 1); time < at(9999, 12, 1); time += hours(24 * 400) + milliseconds(12'345'678))
        ASSERT_EQ(from_rfc3339(to_rfc3339(time)), time);
}

struct Spelling {
    const char* text;
    const char* meaning;
};
class Understood : public testing::TestWithParam<Spelling> {};

TEST_P(Understood, in_utc) {
    const auto time = from_rfc3339(GetParam().text);
    ASSERT_TRUE(time);
    EXPECT_EQ(to_rfc3339(*time), GetParam().meaning);
}

INSTANTIATE_TEST_SUITE_P(Spellings, Understood,
                         testing::Values(Spelling{"2027-03-14T20:00:00Z", "2027-03-14T20:00:00Z"},
                                         Spelling{"2027-03-14t20:00:00z", "2027-03-14T20:00:00Z"},
                                         Spelling{"2027-03-14T20:00:00+01:00", "2027-03-14T19:00:00Z"},
                                         Spelling{"2027-03-14T20:00:00-23:59", "2027-03-15T19:59:00Z"},
                                         Spelling{"2027-03-14T20:00:00-00:00", "2027-03-14T20:00:00Z"},
                                         Spelling{"2027-03-14T20:00:00.5Z", "2027-03-14T20:00:00.500Z"},
                                         Spelling{"2027-03-14T20:00:00.1239999999999999999Z",
                                                  "2027-03-14T20:00:00.123Z"},
                                         Spelling{"2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"},
                                         Spelling{"1969-12-31T23:30:00-01:00", "1970-01-01T00:30:00Z"},
                                         Spelling{"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
                                         Spelling{"2017-01-01T00:59:60.25+01:00", "2016-12-31T23:59:59.250Z"}));

class Refused : public testing::TestWithParam<const char*> {};

TEST_P(Refused, gives_nothing) { EXPECT_FALSE(from_rfc3339(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Spellings, Refused,
                         testing::Values("", "2027", "2027-03-14", "2027-03-14T20:00:00", "2027-03-14 20:00:00Z",
                                         "2027-03-14T20:00Z", "2027-3-14T20:00:00Z", "2027-03-14T20:00:00Z ",
                                         " 2027-03-14T20:00:00Z", "2027-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
                                         "2027-04-31T00:00:00Z", "2027-00-10T00:00:00Z", "2027-13-10T00:00:00Z",
                                         "2027-01-00T00:00:00Z", "2027-03-14T24:00:00Z", "2027-03-14T20:60:00Z",
                                         "2027-03-14T20:00:61Z", "2027-03-14T20:00:60Z", "2027-03-14T23:59:60Z",
                                         "2027-03-14T20:00:00.Z", "2027-03-14T20:00:00,5Z", "2027-03-14T20:00:00+24:00",
                                         "2027-03-14T20:00:00+01:60", "2027-03-14T20:00:00+0100",
                                         "2027-03-14T20:00:00+01", "2027-03-14T20:00:00 01:00", "+027-03-14T20:00:00Z",
                                         "-027-03-14T20:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01",
                                         "9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00Z", "20270314T200000Z",
                                         "2027-03-14T20:00:00ZZ", "2027-03-14T20:00:00+"));

TEST(Rfc3339, refuses_every_prefix_of_a_time) {
    const std::string whole = "2027-03-14T20:00:00.123+01:00";
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(from_rfc3339(whole.substr(0, length))) << length;
}

}  // namespace
}  // namespace boxoffice
