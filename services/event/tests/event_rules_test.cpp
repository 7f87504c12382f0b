#include "services/event/domain/event_rules.hpp"
#include "services/event/domain/draft.hpp"
#include "services/event/tests/samples.hpp"

#include <gmock/gmock.h>

namespace boxoffice::event::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> pointers(const EventDetails& details) {
    Faults faults;
    check(details, faults);
    std::vector<std::string> pointers;
    for (const auto& fault : faults.take()) pointers.push_back(fault.pointer);
    return pointers;
}

class EventRulesTest : public testing::Test {
protected:
    EventDetails details = sample_event().details;
};

TEST_F(EventRulesTest, a_good_event_has_no_faults) { EXPECT_THAT(pointers(details), IsEmpty()); }

TEST_F(EventRulesTest, every_fault_is_found_at_once) {
    details.name = "";
    details.ends_at = details.starts_at - std::chrono::seconds(1);
    details.time_zone = "Mars/Olympus";
    details.url = "ftp://example.org";
    details.capacity = 0;
    details.price = -1;
    details.currency = "eur";
    details.max_tickets_per_user = 0;
    details.topics = {""};
    EXPECT_THAT(pointers(details), ElementsAre("/name", "/url", "/topics/0", "/time_zone", "/ends_at", "/capacity",
                                               "/price", "/currency", "/max_tickets_per_user"));
}

TEST_F(EventRulesTest, names_are_counted_in_code_points) {
    std::string name;
    for (int i = 0; i < 200; ++i) name += "ß";
    details.name = name;
    EXPECT_THAT(pointers(details), IsEmpty());
    details.name += "!";
    EXPECT_THAT(pointers(details), ElementsAre("/name"));
}

TEST_F(EventRulesTest, only_a_description_has_lines) {
    details.description = "one\n\ttwo";
    EXPECT_THAT(pointers(details), IsEmpty());
    details.description = "bell\a";
    details.venue = "two\nlines";
    details.city = "next line \xC2\x85";
    EXPECT_THAT(pointers(details), ElementsAre("/description", "/venue", "/city"));
}

TEST_F(EventRulesTest, limits_hold_at_the_limit_and_not_one_past_it) {
    details.capacity = 10'000'000;
    details.price = 100'000'000;
    details.topics.assign(20, "t");
    EXPECT_THAT(pointers(details), IsEmpty());
    ++details.capacity;
    ++details.price;
    details.topics.emplace_back("one more");
    EXPECT_THAT(pointers(details), ElementsAre("/topics", "/capacity", "/price"));
}

TEST_F(EventRulesTest, an_event_may_end_when_it_starts) {
    details.ends_at = details.starts_at;
    EXPECT_THAT(pointers(details), IsEmpty());
}

TEST_F(EventRulesTest, an_address_has_a_scheme_and_a_host) {
    for (const auto* good : {"http://a", "HTTPS://example.org/x?y#z", "https://[::1]:80/"}) {
        details.url = good;
        EXPECT_THAT(pointers(details), IsEmpty()) << good;
    }
    for (const auto* bad :
         {"example.org", "https://", "https:///path", "http://:80", "https://a b", "javascript://x"}) {
        details.url = bad;
        EXPECT_THAT(pointers(details), ElementsAre("/url")) << bad;
    }
}

TEST_F(EventRulesTest, currencies_are_active_codes_in_capitals) {
    for (const auto* good : {"AED", "EUR", "JPY", "USD", "ZWG"}) EXPECT_TRUE(is_currency(good)) << good;
    for (const auto* bad : {"", "EU", "eur", "DEM", "XXX", "XAU", "EURO"}) EXPECT_FALSE(is_currency(bad)) << bad;
}

TEST_F(EventRulesTest, empty_texts_are_absent_and_a_topic_counts_once) {
    details.venue = "";
    details.topics = {"b", "a", "b"};
    tidy(details);
    EXPECT_EQ(details.venue, std::nullopt);
    EXPECT_THAT(details.topics, ElementsAre("b", "a"));
}

TEST_F(EventRulesTest, a_draft_says_all_but_what_is_sold) {
    EventDraft draft{.name = "Meeting", .starts_at = now, .topics = {"x"}};
    apply(draft, details);
    EXPECT_EQ(details.name, "Meeting");
    EXPECT_EQ(details.venue, std::nullopt);
    EXPECT_EQ(details.capacity, 10);
    EXPECT_EQ(details.price, 2'500);
}

TEST_F(EventRulesTest, drafts_that_differ_have_different_content) {
    const EventDraft draft{.line = 1, .name = "a", .venue = "b"};
    auto other = draft;
    other.line = 2;
    EXPECT_EQ(content_of(draft), content_of(other));
    other.venue = {};
    other.city = "b";
    EXPECT_NE(content_of(draft), content_of(other));
}

}  // namespace
}  // namespace boxoffice::event::test
