#include "platform/json/read.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace boxoffice::json {
namespace {

TEST(Parse, builds_every_kind_of_value) {
    const std::string text =
        R"( {"a":[null,true,false,-1,18446744073709551615,1.5,"é\u00e9\ud83c\udfab"],"b":{"":{}}} )";
    const auto document = parse(text);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->root, boost::json::parse(text));
    EXPECT_TRUE(document->duplicates.empty());
}

TEST(Parse, takes_a_single_value) {
    EXPECT_EQ(parse("7")->root, boost::json::value(7));
    EXPECT_EQ(parse("\"\"")->root, boost::json::value(""));
}

class NotJson : public testing::TestWithParam<std::string> {};

TEST_P(NotJson, is_an_invalid_request) {
    const auto document = parse(GetParam());
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, "invalid_request");
    EXPECT_EQ(document.error().status(), 400);
}

INSTANTIATE_TEST_SUITE_P(Texts, NotJson,
                         testing::Values("", " ", "{", "}", "[1", "[1,]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "{'a':1}",
                                         "{}{}", "{} x", "1 2", "nul", "True", "NaN", "01", "+1", "1.", ".5", "1e",
                                         "\"a", "\"\n\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"",
                                         "\"\xff\"", "\"\xc3\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"",
                                         "\"\xf4\x90\x80\x80\"", "\xef\xbb\xbf{}", "// a comment\n{}", "/**/1",
                                         std::string("1\0", 2)));

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Parse, takes_32_levels_and_no_more) {
    EXPECT_TRUE(parse(nested(32)));
    const auto deeper = parse(nested(33));
    ASSERT_FALSE(deeper);
    EXPECT_EQ(deeper.error().detail, "The body is nested deeper than 32 levels.");
    EXPECT_FALSE(parse(std::string(1'000'000, '[')));
}

TEST(Parse, says_where_it_stopped) {
    EXPECT_NE(parse("{\"a\":1,}").error().detail.find("at byte 7"), std::string::npos)
        << parse("{\"a\":1,}").error().detail;
}

TEST(Parse, finds_duplicate_members_wherever_they_are) {
    const auto document = parse(R"({"a":1,"b":[0,{"c/d":1,"c~d":2,"c/d":{}}],"a":[2],"\u0061":3})");
    ASSERT_TRUE(document);
    ASSERT_EQ(document->duplicates.size(), 3u);
    EXPECT_EQ(document->duplicates[0].pointer, "/b/1/c~1d");
    EXPECT_EQ(document->duplicates[0].detail, "is there twice");
    EXPECT_EQ(document->duplicates[1].pointer, "/a");
    EXPECT_EQ(document->duplicates[2].pointer, "/a");
    EXPECT_EQ(document->root, boost::json::parse(R"({"a":1,"b":[0,{"c/d":1,"c~d":2}]})"));
}

TEST(Parse, equal_names_in_different_objects_are_no_duplicates) {
    EXPECT_TRUE(parse(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]})")->duplicates.empty());
}

TEST(Parse, bounds_the_list_of_duplicates) {
    std::string text = "{\"a\":0";
    for (int i = 0; i < 5'000; ++i) text += ",\"a\":0";
    EXPECT_EQ(parse(text + "}")->duplicates.size(), Faults::kept_max);
}

TEST(Pointer, escapes_as_rfc_6901_says) {
    EXPECT_EQ(pointer("", "a"), "/a");
    EXPECT_EQ(pointer("/a", ""), "/a/");
    EXPECT_EQ(pointer("/a", "m~n/o"), "/a/m~0n~1o");
}

}  // namespace
}  // namespace boxoffice::json
