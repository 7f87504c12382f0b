#include "services/notification/domain/address.hpp"
#include "services/notification/domain/notification.hpp"
#include "services/notification/domain/wording.hpp"
#include "services/notification/ports/message_json.hpp"

#include <gtest/gtest.h>

namespace boxoffice::notification {

namespace {

EventDetails concert(std::string zone = "Europe/Berlin") {
    return {.name = "Concert", .starts_at = *from_rfc3339("2027-03-14T19:00:00Z"), .time_zone = std::move(zone)};
}

}  // namespace

TEST(Money, has_the_decimals_of_its_currency) {
    EXPECT_EQ(money(9600, "EUR"), "96.00 EUR");
    EXPECT_EQ(money(5, "EUR"), "0.05 EUR");
    EXPECT_EQ(money(1250, "JPY"), "1,250 JPY");
    EXPECT_EQ(money(1250, "KWD"), "1.250 KWD");
    EXPECT_EQ(money(12345, "CLF"), "1.2345 CLF");
    EXPECT_EQ(money(123456789, "USD"), "1,234,567.89 USD");
    EXPECT_EQ(money(-5, "EUR"), "-0.05 EUR");
}

TEST(When, is_the_day_and_time_where_the_event_is) {
    EXPECT_EQ(when(concert()), "Sun 14 Mar 2027, 20:00, Berlin time");
    EXPECT_EQ(when(concert("America/New_York")), "Sun 14 Mar 2027, 15:00, New York time");
    EXPECT_EQ(when(concert("UTC")), "Sun 14 Mar 2027, 19:00, UTC");
    EXPECT_EQ(when(concert("Pacific/Auckland")), "Mon 15 Mar 2027, 08:00, Auckland time");
    EXPECT_EQ(when(concert("No/Where")), "Sun 14 Mar 2027, 19:00, UTC");
}

TEST(When, is_only_the_day_when_it_lasts_all_day) {
    auto event = concert();
    event.all_day = true;
    EXPECT_EQ(when(event), "Sun 14 Mar 2027");
}

TEST(Where, names_what_is_known) {
    auto event = concert();
    EXPECT_EQ(where(event), "");
    event.city = "Berlin";
    EXPECT_EQ(where(event), "Berlin");
    event.venue = "Philharmonie";
    EXPECT_EQ(where(event), "Philharmonie, Berlin");
}

TEST(MailAddress, cannot_carry_anything_but_an_address) {
    for (const auto* good : {"a@b.c", "ada.lovelace+x@mail.example.org", "jürgen@bücher.example"})
        EXPECT_TRUE(is_mail_address(good)) << good;
    for (const auto* bad : {"", "a", "@b.c", "a@", "a@b", "a@b.", "a@@b.c", "a b@c.d", "a@b.c\r\nBcc: x@y.z", "<a@b.c>",
                            "a@b.c,x@y.z", "\"a\"@b.c", "a@b.c\n", "a@.c"})
        EXPECT_FALSE(is_mail_address(bad)) << bad;
    EXPECT_FALSE(is_mail_address(std::string(250, 'a') + "@b.cd"));
}

TEST(PhoneNumber, is_a_plus_and_7_to_15_digits) {
    for (const auto* good : {"+1234567", "+123456789012345"}) EXPECT_TRUE(is_phone_number(good)) << good;
    for (const auto* bad : {"", "+123456", "+1234567890123456", "1234567", "+12345 67", "+1234567x"})
        EXPECT_FALSE(is_phone_number(bad)) << bad;
}

TEST(Mailbox, is_a_name_with_an_address_or_an_address) {
    const auto named = Mailbox::parse("Box Office <tickets@example.org>");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->name, "Box Office");
    EXPECT_EQ(named->address, "tickets@example.org");
    EXPECT_EQ(named->domain(), "example.org");
    EXPECT_EQ(Mailbox::parse("root@localhost")->address, "root@localhost");
    for (const auto* bad : {"", "Box", "Box <tickets>", "Box <a@b.c", "B\nox <a@b.c>"})
        EXPECT_FALSE(Mailbox::parse(bad)) << bad;
}

TEST(Topic, a_cancellation_and_its_refund_are_one) {
    EXPECT_EQ(topic_of({.kind = MessageKind::cancelled}), topic_of({.kind = MessageKind::refunded}));
    EXPECT_NE(topic_of({.kind = MessageKind::cancelled}), topic_of({.kind = MessageKind::confirmed}));
}

TEST(Topic, every_change_is_its_own) {
    EXPECT_NE(topic_of({.kind = MessageKind::changed, .message_id = "b:2:changed"}),
              topic_of({.kind = MessageKind::changed, .message_id = "b:3:changed"}));
}

TEST(NotificationsFor, an_email_always_and_an_sms_where_a_phone_is_known) {
    const auto body = std::make_shared<const std::string>("{}");
    EXPECT_EQ(notifications_for({.user_email = "a@b.c"}, body, {}).size(), 1U);
    const auto both = notifications_for({.user_email = "a@b.c", .phone = "+4930123456"}, body, {});
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[1].channel, Channel::sms);
    EXPECT_EQ(both[1].recipient, "+4930123456");
}

TEST(NotificationsFor, an_address_that_cannot_be_written_to_fails_at_once) {
    const auto failed = notifications_for({.user_email = "nobody"}, std::make_shared<const std::string>("{}"), {});
    EXPECT_EQ(failed[0].state, State::FAILED);
    EXPECT_FALSE(failed[0].due_at);
    EXPECT_TRUE(failed[0].last_error);
}

TEST(RetryGap, grows_from_seconds_to_hours) {
    for (int attempt = 2; attempt < attempts_max; ++attempt) EXPECT_GT(retry_gap(attempt), retry_gap(attempt - 1));
    EXPECT_EQ(retry_gap(1), std::chrono::seconds(10));
    EXPECT_EQ(retry_gap(attempts_max - 1), std::chrono::hours(2));
}

TEST(ReadMessage, needs_only_the_three_members_of_the_contract) {
    const auto message = read_message(R"({"booking_id":"12345","user_email":"user@example.com","status":"CONFIRMED"})");
    ASSERT_TRUE(message);
    EXPECT_EQ(message->booking_id, "12345");
    EXPECT_EQ(message->kind, MessageKind::confirmed);
    EXPECT_FALSE(message->event);
}

TEST(ReadMessage, gives_back_what_was_written) {
    const Message written{.booking_id = "b1",
                          .user_email = "a@b.c",
                          .status = "CONFIRMED",
                          .kind = MessageKind::changed,
                          .message_id = "b1:2:changed",
                          .user_name = "Ada",
                          .phone = "+4930123456",
                          .event_id = "e1",
                          .event = concert(),
                          .tickets = 3,
                          .amount = 9600,
                          .currency = "EUR",
                          .refunded = 100,
                          .traceparent = "t"};
    const auto read = read_message(write_message(written));
    ASSERT_TRUE(read);
    EXPECT_EQ(write_message(*read), write_message(written));
}

TEST(ReadMessage, passes_over_what_it_does_not_know) {
    EXPECT_TRUE(read_message(
        R"({"booking_id":"b","user_email":"a@b.c","status":"CONFIRMED","new":[1],"tickets":"two","event":{"name":1}})"));
}

TEST(ReadMessage, refuses_what_no_mail_can_be_made_of) {
    for (const auto* bad : {"", "[]", "{", R"({"user_email":"a@b.c","status":"CONFIRMED"})",
                            R"({"booking_id":"b","status":"CONFIRMED"})", R"({"booking_id":"b","user_email":"a@b.c"})",
                            R"({"booking_id":"b","user_email":"a@b.c","status":"PENDING"})"})
        EXPECT_FALSE(read_message(bad)) << bad;
}

}  // namespace boxoffice::notification
