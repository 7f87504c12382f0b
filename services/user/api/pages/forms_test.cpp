#include "services/user/api/pages/forms.hpp"

#include <gtest/gtest.h>

namespace boxoffice::user {
namespace {

TEST(SameSitePath, keeps_a_path_of_this_site) {
    EXPECT_EQ(same_site_path("/"), "/");
    EXPECT_EQ(same_site_path("/events/1?tickets=2"), "/events/1?tickets=2");
}

TEST(SameSitePath, refuses_every_way_to_another_site) {
    for (const auto* path :
         {"", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
          "/\t/evil.example", "/a\r\nSet-Cookie: x=1", "/ /evil", "/é", "events/1"})
        EXPECT_EQ(same_site_path(path), "") << path;
    EXPECT_EQ(same_site_path("/" + std::string(1000, 'a')), "");
}

TEST(WithQuery, encodes_and_leaves_out_what_is_empty) {
    EXPECT_EQ(with_query("/", {{"q", "rock & roll"}, {"city", ""}, {"topic", "日"}}),
              "/?q=rock%20%26%20roll&topic=%E6%97%A5");
    EXPECT_EQ(with_query("/", {{"q", ""}}), "/");
    EXPECT_EQ(with_query("/a?b=c", {{"d", "e"}}), "/a?b=c&d=e");
}

http::Request form(std::string body) {
    http::Request request;
    request.body = std::move(body);
    return request;
}

TEST(Fields, are_decoded_and_absent_ones_are_empty) {
    const auto fields = Fields::of_body(form("name=Ada+Lovelace&city=%C3%98rsta&name=Bob"));
    EXPECT_EQ(fields.get("name"), "Ada Lovelace");
    EXPECT_EQ(fields.get("city"), "Ørsta");
    EXPECT_EQ(fields.get("country"), "");
}

TEST(Fields, of_a_malformed_form_are_none) { EXPECT_EQ(Fields::of_body(form("name=%zz")).get("name"), ""); }

TEST(Fields, read_whole_numbers_within_their_bounds) {
    const auto number = [](const std::string& text) {
        return Fields::of_body(form("n=" + text)).number("n", 1, 10, -7);
    };
    EXPECT_EQ(number("1"), 1);
    EXPECT_EQ(number("10"), 10);
    EXPECT_EQ(number("+3+"), 3);
    for (const auto* text : {"", "0", "11", "2.5", "two", "2x", "99999999999999999999"})
        EXPECT_EQ(number(text), -7) << text;
}

TEST(FieldFaults, are_named_by_the_end_of_their_pointer) {
    const auto faults =
        field_faults({422, "validation_failed", "", {{"/email", "must have an @"}, {"?from", "must be a date"}}});
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_EQ(faults[0].field, "email");
    EXPECT_EQ(faults[0].words, "E-mail must have an @");
    EXPECT_EQ(faults[1].field, "from");
}

}  // namespace
}  // namespace boxoffice::user
