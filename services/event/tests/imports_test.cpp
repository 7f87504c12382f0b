#include "services/event/tests/company.hpp"

namespace boxoffice::event::test {
namespace {

EventDraft draft(int number, std::string name) {
    return {.line = number * 10,
            .identity = "uid\n" + std::to_string(number),
            .name = std::move(name),
            .starts_at = now + std::chrono::hours(number),
            .topics = {"x", "x"}};
}

class ImportsTest : public testing::Test {
protected:
    ImportSummary import(std::vector<EventDraft> drafts, UserId owner = {uuid(2, 1)}) {
        return company.answer(company.imports.import_events(service(), owner, {50, 1'500, "EUR"}, std::move(drafts)));
    }
    Company company;
};

TEST_F(ImportsTest, drafts_become_events_of_the_organizer) {
    const auto summary = import({draft(1, "One"), draft(2, "Two")});
    EXPECT_EQ(summary.created, 2);
    const auto events = *company.answer(company.listings.list({}));
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].event.details.name, "One");
    EXPECT_EQ(events[0].event.organizer_id.value, uuid(2, 1));
    EXPECT_EQ(events[0].event.details.capacity, 50);
    EXPECT_EQ(events[0].event.details.price, 1'500);
    EXPECT_THAT(events[0].event.details.topics, testing::ElementsAre("x"));
}

TEST_F(ImportsTest, the_same_again_is_neither_new_nor_changed) {
    import({draft(1, "One"), draft(2, "Two")});
    const auto again = import({draft(2, "Two"), draft(1, "One")});
    EXPECT_EQ(again.created, 0);
    EXPECT_EQ(again.changed, 0);
    EXPECT_EQ(again.unchanged, 2);
    EXPECT_EQ(import({draft(1, "One")}, {uuid(2, 2)}).created, 1);
}

TEST_F(ImportsTest, a_changed_draft_changes_its_event_for_all_readers) {
    import({draft(1, "One")});
    const auto id = company.answer(company.listings.list({}))->at(0).event.id;
    company.answer(company.events.get({}, id));
    EXPECT_EQ(import({draft(1, "Eins")}).changed, 1);
    EXPECT_EQ(company.answer(company.events.get({}, id))->event->details.name, "Eins");
    EXPECT_EQ(company.answer(company.inventories.look(inventory_of(id)))->event.name, "Eins");
}

TEST_F(ImportsTest, what_the_organizer_edited_stays_while_the_file_says_the_same) {
    import({draft(1, "One")});
    const auto id = company.answer(company.listings.list({}))->at(0).event.id;
    ASSERT_TRUE(company.edit(id, {.name = to(std::string("Better")), .price = to<std::int64_t>(7)}));
    EXPECT_EQ(import({draft(1, "One")}).unchanged, 1);
    EXPECT_EQ(company.answer(company.events.get({}, id))->event->details.name, "Better");
    EXPECT_EQ(import({draft(1, "Another")}).changed, 1);
    EXPECT_EQ(company.answer(company.events.get({}, id))->event->details.price, 7);
}

TEST_F(ImportsTest, bad_drafts_are_refused_by_line_and_the_others_come_in) {
    auto nameless = draft(2, "");
    nameless.url = "nonsense";
    auto anonymous = draft(3, "Three");
    anonymous.identity = "";
    const auto summary = import({draft(1, "One"), nameless, anonymous});
    EXPECT_EQ(summary.created, 1);
    ASSERT_EQ(summary.refused.size(), 2U);
    EXPECT_EQ(summary.refused[0].line, 20);
    EXPECT_EQ(summary.refused[0].detail, "name must be 1 to 200 characters; url must be an http or https address");
    EXPECT_EQ(summary.refused[1].line, 30);
}

TEST_F(ImportsTest, more_than_a_batch_comes_in_whole) {
    std::vector<EventDraft> drafts;
    for (int number = 0; number < 1'201; ++number) drafts.push_back(draft(number, "Event"));
    EXPECT_EQ(import(drafts).created, 1'201);
    EXPECT_EQ(import(drafts).unchanged, 1'201);
}

TEST_F(ImportsTest, defaults_are_checked) {
    Faults faults;
    Imports::check({0, -1, "eur"}, faults);
    std::vector<std::string> pointers;
    for (const auto& fault : faults.take()) pointers.push_back(fault.pointer);
    EXPECT_THAT(pointers, testing::ElementsAre("/capacity", "/price", "/currency"));
}

}  // namespace
}  // namespace boxoffice::event::test
