#include "platform/http/query.hpp"

#include "platform/http/text.hpp"

#include <gmock/gmock.h>

namespace boxoffice::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr Timestamp now{std::chrono::milliseconds(1'800'000'000'000)};

Request request_of(const std::string& query) {
    Request request;
    request.target = "/events?" + query;
    return request;
}

struct Reading {
    explicit Reading(const std::string& query) : request(request_of(query)) {}
    std::vector<std::string> faulty() {
        reader.finish();
        std::vector<std::string> pointers;
        for (const auto& fault : faults.take()) pointers.push_back(fault.pointer);
        return pointers;
    }
    Request request;
    Faults faults;
    QueryReader reader{request, faults};
};

TEST(QueryReader, a_text_is_decoded_and_trimmed) {
    Reading reading("q=+caf%C3%A9+au+lait%20");
    EXPECT_THAT(reading.reader.text("q"), Optional(std::string("café au lait")));
    EXPECT_THAT(reading.faulty(), IsEmpty());
}

TEST(QueryReader, an_empty_text_is_none) {
    Reading reading("q=&topic=%20");
    EXPECT_EQ(reading.reader.text("q"), std::nullopt);
    EXPECT_EQ(reading.reader.text("topic"), std::nullopt);
    EXPECT_EQ(reading.reader.text("city"), std::nullopt);
    EXPECT_THAT(reading.faulty(), IsEmpty());
}

TEST(QueryReader, a_text_too_long_or_with_control_characters_is_a_fault) {
    Reading reading("q=abcd&topic=a%0Ab");
    reading.reader.text("q", 3);
    reading.reader.text("topic");
    EXPECT_THAT(reading.faulty(), UnorderedElementsAre("?q", "?topic"));
}

TEST(QueryReader, the_limit_is_1_to_500_and_50_by_default) {
    EXPECT_EQ(Reading("").reader.limit(), 50u);
    EXPECT_EQ(Reading("limit=1").reader.limit(), 1u);
    EXPECT_EQ(Reading("limit=500").reader.limit(), 500u);
    for (const auto* wrong : {"0", "501", "-1", "5x", "", "1e2", "0x10", "+5", "99999999999999999999"}) {
        Reading reading(std::string("limit=") + wrong);
        EXPECT_EQ(reading.reader.limit(), 50u);
        EXPECT_THAT(reading.faulty(), ElementsAre("?limit")) << wrong;
    }
}

TEST(QueryReader, a_time_is_rfc_3339_a_date_or_now) {
    EXPECT_THAT(Reading("from=now").reader.time("from", now), Optional(now));
    const auto day = from_rfc3339("2027-03-14T00:00:00Z");
    EXPECT_EQ(Reading("from=2027-03-14").reader.time("from", now), day);
    EXPECT_EQ(Reading("from=2027-03-14T00:00:00Z").reader.time("from", now), day);
    EXPECT_EQ(Reading("from=2027-03-14T02:00:00%2B02:00").reader.time("from", now), day);
    EXPECT_EQ(Reading("from=2027-03-14T02:00:00+02:00").reader.time("from", now), day) << "the plus was not encoded";
    for (const auto* wrong : {"", "soon", "2027-02-30", "14.03.2027"}) {
        Reading reading(std::string("from=") + wrong);
        EXPECT_EQ(reading.reader.time("from", now), std::nullopt);
        EXPECT_THAT(reading.faulty(), ElementsAre("?from")) << wrong;
    }
}

TEST(QueryReader, what_nobody_asked_for_or_what_is_twice_is_a_fault) {
    Reading reading("q=a&q=b&offset=3");
    EXPECT_THAT(reading.reader.text("q"), Optional(std::string("a")));
    EXPECT_THAT(reading.faulty(), UnorderedElementsAre("?q", "?offset"));
}

TEST(QueryReader, a_query_that_is_not_utf8_is_a_fault) {
    for (const auto* wrong : {"q=%", "q=%4", "q=%zz", "q=%FF", "q=%00", "q=%C0%80", "q=%ED%A0%80", "q=\xC3"})
        EXPECT_THAT(Reading(wrong).faulty(), ElementsAre("?")) << wrong;
}

TEST(Cursor, carries_what_it_was_given) {
    for (const auto* position : {"", "a", "ab", "abc", "2027-03-14T00:00:00Z|0190b0a8"}) {
        Reading reading("cursor=" + make_cursor("events", position));
        EXPECT_THAT(reading.reader.cursor("events"), Optional(std::string(position)));
        EXPECT_THAT(reading.faulty(), IsEmpty());
    }
}

TEST(Cursor, of_another_list_or_made_up_is_a_fault) {
    for (const auto& wrong : {make_cursor("bookings", "x"), base64url("events"), std::string("!"), std::string(),
                              make_cursor("events", "x") + "=", base64url("events:\xFF")}) {
        Reading reading("cursor=" + wrong);
        EXPECT_EQ(reading.reader.cursor("events"), std::nullopt);
        EXPECT_THAT(reading.faulty(), ElementsAre("?cursor")) << wrong;
    }
}

TEST(Base64url, is_that_of_rfc_4648_without_padding) {
    EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url("fooba"), "Zm9vYmE");
    EXPECT_EQ(base64url("\xFB\xFF"), "-_8");
    EXPECT_EQ(base64url_decoded("Zm9vYmF"), std::nullopt) << "bits that no encoder leaves";
}

TEST(ListBody, holds_the_items_and_the_cursor) {
    EXPECT_EQ(list_body({}, std::nullopt), R"({"data":[],"next_cursor":null})");
    EXPECT_EQ(list_body({"{}", "[1]"}, "c"), R"({"data":[{},[1]],"next_cursor":"c"})");
}

TEST(Form, gives_names_and_values_in_order) {
    EXPECT_THAT(parse_form("a=1&&b=x+y%26&a=&c"),
                Optional(ElementsAre(Pair("a", "1"), Pair("b", "x y&"), Pair("a", ""), Pair("c", ""))));
    EXPECT_THAT(parse_form(""), Optional(IsEmpty()));
    EXPECT_EQ(parse_form("a=%G0"), std::nullopt);
}

}  // namespace
}  // namespace boxoffice::http
