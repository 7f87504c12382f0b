#include "platform/mongo/document.hpp"

#include <gmock/gmock.h>

namespace boxoffice::mongo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

enum class Colour { RED, GREEN };
BOOST_DESCRIBE_ENUM(Colour, RED, GREEN)

const Uuid id = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057");

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST(DocumentTest, every_kind_of_value_is_read_as_it_was_written) {
    const Timestamp time(std::chrono::milliseconds(1'800'000'000'123));
    const std::vector<std::string> words{"a", "b"};
    const std::vector<std::uint8_t> bytes{1, 0, 2};
    const Document document{
        {"text", "Łódź"},     {"yes", true},
        {"small", 7},         {"large", 1L << 40},
        {"half", 0.5},        {"time", time},
        {"id", id},           {"colour", Colour::GREEN},
        {"words", words},     {"bytes", Binary{bytes}},
        {"nothing", nullptr}, {"nested", Document{{"inner", Array{1, "x", Document{{"deep", 2}}}}}}};
    const View view = document;
    EXPECT_EQ(view.get<std::string>("text"), "Łódź");
    EXPECT_TRUE(view.get<bool>("yes"));
    EXPECT_EQ(view.get<std::int64_t>("small"), 7);
    EXPECT_EQ(view.get<std::int64_t>("large"), 1L << 40);
    EXPECT_EQ(view.get<double>("half"), 0.5);
    EXPECT_EQ(view.get<Timestamp>("time"), time);
    EXPECT_EQ(view.get<Uuid>("id"), id);
    EXPECT_EQ(view.get<std::string>("id"), id.text());
    EXPECT_EQ(view.get<Colour>("colour"), Colour::GREEN);
    EXPECT_EQ(view.get<std::vector<std::string>>("words"), words);
    EXPECT_THAT(view.get<std::span<const std::uint8_t>>("bytes"), ElementsAre(1, 0, 2));
    EXPECT_FALSE(view.find<std::string>("nothing"));
    EXPECT_FALSE(view.find<std::string>("absent"));
    EXPECT_EQ(view.get<View>("nested").json(), R"({ "inner" : [ 1, "x", { "deep" : 2 } ] })");
}

TEST(DocumentTest, an_empty_optional_leaves_the_member_out) {
    const Document document{{"there", std::optional<std::int64_t>(1)}, {"absent", std::optional<std::int64_t>()}};
    EXPECT_EQ(document.json(), R"({ "there" : 1 })");
}

TEST(DocumentTest, what_is_wrong_is_named_with_its_path) {
    const Document document{{"pools", Document{{"all", Document{{"held", "three"}}}}}, {"words", Array{"a", 1}}};
    const View view = document;
    const auto all = view.get<View>("pools").get<View>("all");
    EXPECT_THAT(message_of([&] { all.get<std::int64_t>("held"); }), HasSubstr("\"pools.all.held\" is not an integer"));
    EXPECT_THAT(message_of([&] { view.get<std::vector<std::string>>("words"); }), HasSubstr("\"words.1\""));
    EXPECT_THAT(message_of([&] { view.get<bool>("lost"); }), HasSubstr("\"lost\" is missing"));
    EXPECT_THAT(message_of([&] { all.get<Uuid>("held"); }), HasSubstr("is not a UUID"));
    EXPECT_THAT(message_of([&] { all.get<Colour>("held"); }), HasSubstr("one of the known words"));
}

TEST(DocumentTest, elements_come_in_their_order) {
    const Document document{{"b", 1}, {"a", 2}};
    std::vector<std::string> keys;
    for (const auto& [key, value] : document.view()) keys.emplace_back(key);
    EXPECT_THAT(keys, ElementsAre("b", "a"));
    EXPECT_TRUE(Document().empty());
    EXPECT_EQ(Document().view().begin(), View::end());
}

TEST(DocumentTest, a_copy_is_a_document_of_its_own) {
    Document first{{"a", 1}};
    const auto second = first;
    first.append("b", 2);
    EXPECT_EQ(second.json(), R"({ "a" : 1 })");
    EXPECT_EQ(Document(first.view()).json(), first.json());
}

TEST(DocumentTest, a_pattern_is_escaped) { EXPECT_EQ(escaped_pattern("c++ (a.b)"), R"(c\+\+ \(a\.b\))"); }

}  // namespace
}  // namespace boxoffice::mongo
