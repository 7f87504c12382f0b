#include "platform/json/write.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include <limits>

namespace boxoffice::json {
namespace {

enum class Status { PENDING, CONFIRMED };
BOOST_DESCRIBE_ENUM(Status, PENDING, CONFIRMED)

struct Base {
    std::int64_t version = 7;
};
BOOST_DESCRIBE_STRUCT(Base, (), (version))

struct Everything : Base {
    std::string name;
    bool all_day = false;
    Status status = Status::CONFIRMED;
    std::optional<std::string> venue;
    std::optional<Timestamp> ends_at;
    Nullable<std::string> next_cursor;
    std::vector<int> prices;
    std::map<std::string, std::int64_t> pools;
    Id<struct EverythingTag> id;
    Raw event;
};
BOOST_DESCRIBE_STRUCT(Everything, (Base),
                      (name, all_day, status, venue, ends_at, next_cursor, prices, pools, id, event))

struct Nothing {
    std::optional<int> absent;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), (absent))

TEST(Write, a_structure_keeps_the_order_and_leaves_out_what_is_absent) {
    Everything thing;
    thing.name = "Løvebræd \"live\"";
    thing.id.value = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    thing.event.text = R"({"a":1})";
    EXPECT_EQ(write(thing),
              R"({"version":7,"name":"Løvebræd \"live\"","all_day":false,"status":"CONFIRMED","next_cursor":null,)"
              R"("prices":[],"pools":{},"id":"01890a5d-ac96-774b-bcce-b302099a8057","event":{"a":1}})");
}

TEST(Write, what_is_there_is_written) {
    Everything thing;
    thing.venue = "";
    thing.ends_at = *from_rfc3339("2027-03-14T20:00:00.5Z");
    thing.next_cursor.value = "abc";
    thing.prices = {1, -2, 3};
    thing.pools = {{"all", 100}, {"balcony \\", 20}};
    thing.event.text = "null";
    EXPECT_EQ(write(thing),
              R"({"version":7,"name":"","all_day":false,"status":"CONFIRMED","venue":"",)"
              R"("ends_at":"2027-03-14T20:00:00.500Z","next_cursor":"abc","prices":[1,-2,3],)"
              R"("pools":{"all":100,"balcony \\":20},"id":"00000000-0000-0000-0000-000000000000","event":null})");
}

TEST(Write, a_structure_without_members_is_an_empty_object) {
    EXPECT_EQ(write(Nothing{}), "{}");
    EXPECT_EQ(write(std::vector<Nothing>(2)), "[{},{}]");
}

TEST(Write, lists_nest) { EXPECT_EQ(write(std::vector<std::vector<int>>{{}, {1}, {2, 3}}), "[[],[1],[2,3]]"); }

TEST(Write, numbers_at_their_limits) {
    EXPECT_EQ(write(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(write(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(write(0.1), "0.1");
    EXPECT_EQ(write(-1.5e300), "-1.5e+300");
    EXPECT_EQ(write(std::numeric_limits<double>::infinity()), "null");
    EXPECT_EQ(write(std::numeric_limits<double>::quiet_NaN()), "null");
}

TEST(WriteString, escapes_what_must_be_at_every_place) {
    for (int code = 0; code < 128; ++code) {
        for (std::size_t before = 0; before < 17; ++before) {
            for (std::size_t behind : {0u, 1u, 9u}) {
                const auto text = std::string(before, 'x') + static_cast<char>(code) + std::string(behind, 'y');
                const auto written = write(text);
                ASSERT_EQ(boost::json::parse(written).as_string(), text) << code << " at " << before;
                ASSERT_TRUE(std::ranges::none_of(written, [](char c) { return c >= 0 && c < ' '; }));
            }
        }
    }
}

TEST(WriteString, leaves_other_characters_as_they_are) {
    EXPECT_EQ(write("naïve café, 東京, 🎫, a/b, \x7f"), "\"naïve café, 東京, 🎫, a/b, \x7f\"");
    EXPECT_EQ(write(std::string("\"\\\n\r\t\b\f\0", 8)), R"("\"\\\n\r\t\u0008\u000c\u0000")");
    EXPECT_EQ(write(""), R"("")");
}

TEST(Write, any_value_reads_back) {
    const auto value = boost::json::parse(R"({"a":[null,true,false,-1,18446744073709551615,1.25,"x\n",{}],"b\"":[]})");
    EXPECT_EQ(write(value), R"({"a":[null,true,false,-1,18446744073709551615,1.25,"x\n",{}],"b\"":[]})");
}

}  // namespace
}  // namespace boxoffice::json
