#include "platform/json/read.hpp"

#include "platform/json/write.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace boxoffice {

bool operator==(const Fault& one, const Fault& other) {
    return one.pointer == other.pointer && one.detail == other.detail;
}
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.pointer << " " << fault.detail; }

namespace json {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

enum class Channel { email, sms };
BOOST_DESCRIBE_ENUM(Channel, email, sms)
enum class Only { one };
BOOST_DESCRIBE_ENUM(Only, one)

struct Line {
    std::string type;
    std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(Line, (), (type, quantity))

struct Order {
    std::string name;
    std::int64_t tickets = -1;
    bool all_day = false;
    std::optional<std::string> note;
    Change<std::string> venue;
    std::optional<std::vector<Line>> lines;
    std::optional<std::map<std::string, std::int64_t>> pools;
    std::optional<Channel> channel;
    std::optional<Timestamp> starts_at;
    std::optional<Id<struct OrderTag>> id;
    std::optional<boost::json::value> anything;
};
BOOST_DESCRIBE_STRUCT(Order, (), (name, tickets, all_day, note, venue, lines, pools, channel, starts_at, id, anything))

struct Given {
    Order order;
    std::vector<Fault> faults;
};

Given read_order(std::string_view text) {
    Faults faults;
    auto order = read<Order>(text, faults);
    if (!order) throw std::runtime_error(order.error().detail);
    return {std::move(*order), faults.take()};
}

template <class T>
std::vector<Fault> faults_of(std::string_view text) {
    Faults faults;
    EXPECT_TRUE(read<T>(text, faults));
    return faults.take();
}

TEST(Read, fills_every_member) {
    const auto [order, faults] = read_order(R"({"name": "Opera", "tickets": 2, "all_day": true, "note": "x",
        "venue": "Hall", "lines": [{"type": "ga", "quantity": 1}, {"quantity": 9223372036854775807, "type": "vip"}],
        "pools": {"all": 5}, "channel": "sms", "starts_at": "2027-03-14T21:00:00+01:00",
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "anything": [{}]})");
    EXPECT_THAT(faults, IsEmpty());
    EXPECT_EQ(order.name, "Opera");
    EXPECT_EQ(order.tickets, 2);
    EXPECT_TRUE(order.all_day);
    EXPECT_EQ(order.note, "x");
    EXPECT_EQ(order.venue.value, "Hall");
    ASSERT_EQ(order.lines->size(), 2u);
    EXPECT_EQ(order.lines->at(1).type, "vip");
    EXPECT_EQ(order.lines->at(1).quantity, 9223372036854775807);
    EXPECT_EQ(order.pools->at("all"), 5);
    EXPECT_EQ(order.channel, Channel::sms);
    EXPECT_EQ(to_rfc3339(*order.starts_at), "2027-03-14T20:00:00Z");
    EXPECT_EQ(order.id->text(), "01890a5d-ac96-774b-bcce-b302099a8057");
    EXPECT_EQ(write(*order.anything), "[{}]");
}

TEST(Read, tells_not_given_from_null_from_a_value) {
    const std::string start = R"({"name":"a","tickets":1,"all_day":false)";
    const auto absent = read_order(start + "}").order;
    EXPECT_FALSE(absent.venue.given);
    EXPECT_FALSE(absent.note);
    const auto null = read_order(start + R"(,"venue":null,"note":null})");
    EXPECT_THAT(null.faults, IsEmpty());
    EXPECT_TRUE(null.order.venue.given);
    EXPECT_FALSE(null.order.venue.value);
    EXPECT_FALSE(null.order.note);
    const auto given = read_order(start + R"(,"venue":""})").order;
    EXPECT_TRUE(given.venue.given);
    EXPECT_EQ(given.venue.value, "");
}

TEST(Read, finds_every_fault_with_its_pointer) {
    const auto faults = read_order(R"({"name": 7, "all_day": "yes", "note": [], "venue": 1,
        "lines": [{"type": "ga", "quantity": 1.5}, 3, {"type": null, "price": 1}], "pools": {"a/b": "x"},
        "channel": "pigeon", "starts_at": "tomorrow", "id": "7", "role": "admin", "a~b": 1})")
                            .faults;
    EXPECT_THAT(
        faults,
        UnorderedElementsAre(
            Fault{"/name", "must be a text"}, Fault{"/tickets", "is required"},
            Fault{"/all_day", "must be true or false"}, Fault{"/note", "must be a text"},
            Fault{"/venue", "must be a text"}, Fault{"/lines/0/quantity", "must be a whole number"},
            Fault{"/lines/1", "must be an object"}, Fault{"/lines/2/type", "must be a text"},
            Fault{"/lines/2/quantity", "is required"}, Fault{"/lines/2/price", "is not a member of this object"},
            Fault{"/pools/a~1b", "must be a whole number"}, Fault{"/channel", "must be one of email, sms"},
            Fault{"/starts_at", "must be a time as RFC 3339 writes it, such as 2027-03-14T20:00:00Z"},
            Fault{"/id", "must be an id"}, Fault{"/role", "is not a member of this object"},
            Fault{"/a~0b", "is not a member of this object"}));
}

TEST(Read, duplicates_are_faults_beside_the_others) {
    const auto faults = read_order(R"({"name":"a","tickets":"x","all_day":true,"name":"b"})").faults;
    EXPECT_THAT(faults, ElementsAre(Fault{"/name", "is there twice"}, Fault{"/tickets", "must be a whole number"}));
}

TEST(Read, leaves_the_default_where_a_fault_is) {
    const auto [order, faults] = read_order(R"({"name":"a","tickets":"x","all_day":true})");
    EXPECT_EQ(faults.size(), 1u);
    EXPECT_EQ(order.tickets, -1);
    EXPECT_EQ(order.name, "a");
}

TEST(Read, text_that_is_not_json_is_an_invalid_request) {
    Faults faults;
    const auto order = read<Order>("{", faults);
    ASSERT_FALSE(order);
    EXPECT_EQ(order.error().code, "invalid_request");
    EXPECT_TRUE(faults.empty());
}

TEST(Read, a_body_of_another_kind_is_a_fault_of_the_whole) {
    for (const char* text : {"[]", "null", "7", "\"a\""})
        EXPECT_THAT(faults_of<Order>(text), ElementsAre(Fault{"", "must be an object"})) << text;
    EXPECT_THAT(faults_of<std::vector<Line>>("{}"), ElementsAre(Fault{"", "must be a list"}));
}

TEST(Read, whole_numbers_have_no_other_spelling) {
    for (const char* text : {"2.0", "1e3", "9223372036854775808", "-9223372036854775809", "\"1\"", "true", "null"})
        EXPECT_THAT(faults_of<std::int64_t>(text), ElementsAre(Fault{"", "must be a whole number"})) << text;
    Faults faults;
    EXPECT_EQ(read<std::int64_t>("-9223372036854775808", faults), std::numeric_limits<std::int64_t>::min());
    EXPECT_TRUE(faults.empty());
}

TEST(Read, a_narrow_number_keeps_its_limits) {
    Faults faults;
    EXPECT_EQ(read<int>("-2147483648", faults), std::numeric_limits<int>::min());
    EXPECT_TRUE(faults.empty());
    EXPECT_THAT(faults_of<int>("2147483648"), ElementsAre(Fault{"", "is too large"}));
    EXPECT_THAT(faults_of<int>("2.0"), ElementsAre(Fault{"", "must be a whole number"}));
}

TEST(Read, enumerations_list_what_they_know) {
    for (const char* text : {"\"EMAIL\"", "\"\"", "1", "null", "\"emai\"", "\"email,sms\""})
        EXPECT_THAT(faults_of<Channel>(text), ElementsAre(Fault{"", "must be one of email, sms"})) << text;
    EXPECT_THAT(faults_of<Only>("\"two\""), ElementsAre(Fault{"", "must be one"}));
}

TEST(Read, texts_are_trimmed_of_every_white_space) {
    Faults faults;
    EXPECT_EQ(
        read<std::string>(
            "\" \\t\\n\\u000b\\u0085\u00a0\u1680\u2000\u200a a \u3000b\\r\u2028\u2029\u202f\u205f\u3000\"", faults),
        "a \u3000b");
    EXPECT_EQ(read<std::string>("\"\u3000 \"", faults), "");
    EXPECT_TRUE(faults.empty());
}

TEST(Read, texts_hold_no_zero_character) {
    EXPECT_THAT(faults_of<std::string>("\"a\\u0000b\""), ElementsAre(Fault{"", "must not hold the character U+0000"}));
}

TEST(Trimmed, leaves_what_only_looks_like_white_space) {
    for (const char* text : {"\u200b", "\u2060", "\ufeff", "\u180e", "é", "東", "🎫", "à", "\x1f", "\u200d"})
        EXPECT_EQ(trimmed(text), text);
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed("  🎫 "), "🎫");
}

TEST(ReadStored, gives_back_what_was_written) {
    const auto lines = read_stored<std::vector<Line>>(write(std::vector<Line>{{"ga", 2}, {"vip", 0}}));
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].type, "ga");
    EXPECT_EQ(lines[0].quantity, 2);
}

TEST(ReadStored, throws_when_it_is_something_else) {
    for (const char* text : {"", "[1]", "[{\"type\":\"ga\"}]", "[{\"type\":\"ga\",\"quantity\":1,\"more\":1}]", "{}"})
        EXPECT_THROW(read_stored<std::vector<Line>>(text), std::runtime_error) << text;
}

}  // namespace
}  // namespace json
}  // namespace boxoffice
