#include "services/notification/app/mail_composer.hpp"
#include "services/notification/app/mime.hpp"
#include "services/notification/app/sms_composer.hpp"
#include "services/notification/ports/message_json.hpp"

#include <gmock/gmock.h>
#include <sstream>

namespace boxoffice::notification {

namespace {

using testing::HasSubstr;
using testing::Not;

Message booked() {
    return {.booking_id = "b1",
            .user_email = "ada@example.org",
            .status = "CONFIRMED",
            .user_name = "Ada",
            .event = EventDetails{.name = "Die Zauberflöte",
                                  .starts_at = *from_rfc3339("2027-03-14T19:00:00Z"),
                                  .time_zone = "Europe/Berlin",
                                  .venue = "Staatsoper",
                                  .city = "Berlin"},
            .tickets = 2,
            .amount = 9600,
            .currency = "EUR"};
}

Notification of(const Message& message) {
    auto notification =
        notification_for(message, Channel::email, std::make_shared<const std::string>(write_message(message)), {});
    notification.id = *NotificationId::parse("01890a5d-ac96-774b-bcce-b302099a8080");
    return notification;
}

MailComposer composer() {
    return {{.name = "Boxoffice", .address = "tickets@example.org"}, "https://tickets.example.org"};
}

std::string head_of(const std::string& mail) { return mail.substr(0, mail.find("\r\n\r\n")); }

std::size_t longest_line(const std::string& mail) {
    std::istringstream lines(mail);
    std::size_t longest = 0;
    for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
    return longest;
}

}  // namespace

TEST(QuotedPrintable, leaves_text_legible_and_escapes_the_rest) {
    EXPECT_EQ(mime::quoted_printable("plain = text\n"), "plain =3D text\r\n");
    EXPECT_EQ(mime::quoted_printable("Flöte"), "Fl=C3=B6te");
    EXPECT_EQ(mime::quoted_printable("end \nx\t"), "end=20\r\nx=09");
    EXPECT_EQ(mime::quoted_printable("a\rb"), "a=0Db");
}

TEST(QuotedPrintable, no_line_is_longer_than_76) {
    for (const std::string& text : {std::string(300, 'a'), std::string(75, 'a') + "ö", std::string(300, '='),
                                    std::string(76, 'a'), std::string(77, 'a')}) {
        std::istringstream lines(mime::quoted_printable(text));
        for (std::string line; std::getline(lines, line);) {
            if (line.ends_with('\r')) line.pop_back();
            EXPECT_LE(line.size(), 76U);
        }
    }
    EXPECT_EQ(mime::quoted_printable(std::string(76, 'a')), std::string(76, 'a'));
}

TEST(HeaderText, is_encoded_in_words_of_75_at_whole_characters) {
    EXPECT_EQ(mime::header_text("Your tickets"), "Your tickets");
    EXPECT_EQ(mime::header_text("Flöte"), "=?UTF-8?Q?Fl=C3=B6te?=");
    std::string text;
    for (int i = 0; i < 60; ++i) text += "ö";
    std::istringstream words(mime::header_text(text));
    for (std::string word; words >> word;) {
        EXPECT_LE(word.size(), 75U);
        EXPECT_EQ((word.size() - 12) % 6, 0U) << word;
    }
}

TEST(HeaderText, cannot_smuggle_a_header_or_an_encoded_word) {
    EXPECT_EQ(mime::header_text("a\r\nBcc: x@y.z"), "a  Bcc: x@y.z");
    EXPECT_THAT(mime::header_text("=?UTF-8?Q?x?="), HasSubstr("=3D=3F"));
}

TEST(Mailbox, quotes_a_name) {
    EXPECT_EQ(mime::mailbox("", "a@b.c"), "a@b.c");
    EXPECT_EQ(mime::mailbox("A \"B\" <x@y.z>", "a@b.c"), "\"A \\\"B\\\" <x@y.z>\" <a@b.c>");
    EXPECT_EQ(mime::mailbox("Jürgen", "a@b.c"), "=?UTF-8?Q?J=C3=BCrgen?= <a@b.c>");
}

TEST(Header, is_folded_at_spaces) {
    EXPECT_EQ(mime::header("Subject", "short"), "Subject: short\r\n");
    std::string words;
    for (int i = 0; i < 40; ++i) words += (i ? " word" : "word");
    const auto folded = mime::header("Subject", words);
    EXPECT_LE(longest_line(folded), 79U);
    std::string unfolded = folded;
    for (auto at = unfolded.find("\r\n "); at != unfolded.npos; at = unfolded.find("\r\n ")) unfolded.erase(at, 2);
    EXPECT_EQ(unfolded, "Subject: " + words + "\r\n");
}

TEST(Date, is_as_RFC_5322_says) {
    EXPECT_EQ(mime::date(*from_rfc3339("2027-03-04T09:05:06Z")), "Thu, 04 Mar 2027 09:05:06 +0000");
}

TEST(Mail, has_the_headers_of_the_contract) {
    const auto head = head_of(composer().compose(of(booked())));
    EXPECT_THAT(head, HasSubstr("From: \"Boxoffice\" <tickets@example.org>\r\n"));
    EXPECT_THAT(head, HasSubstr("To: \"Ada\" <ada@example.org>\r\n"));
    EXPECT_THAT(head, HasSubstr("Message-ID: <01890a5d-ac96-774b-bcce-b302099a8080@example.org>\r\n"));
    EXPECT_THAT(head, HasSubstr("X-Boxoffice-Booking: b1\r\n"));
    EXPECT_THAT(head, HasSubstr("X-Boxoffice-Status: CONFIRMED\r\n"));
    EXPECT_THAT(head, HasSubstr("Auto-Submitted: auto-generated\r\n"));
    EXPECT_THAT(head, HasSubstr("MIME-Version: 1.0\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Type: multipart/alternative;"));
}

TEST(Mail, is_the_same_bytes_whenever_it_is_composed) {
    EXPECT_EQ(composer().compose(of(booked())), composer().compose(of(booked())));
}

TEST(Mail, is_ascii_with_short_lines_that_end_with_CRLF) {
    const auto mail = composer().compose(of(booked()));
    EXPECT_TRUE(std::ranges::all_of(mail, [](unsigned char c) { return c < 0x80; }));
    EXPECT_LE(longest_line(mail), 79U);
    for (std::size_t i = 0; i < mail.size(); ++i)
        if (mail[i] == '\n') ASSERT_EQ(mail[i - 1], '\r');
}

TEST(Mail, names_that_look_like_headers_or_markup_stay_text) {
    auto message = booked();
    message.user_name = "Eve\r\nBcc: victim@example.org";
    message.event->name = "<script>x</script>\r\nX-Evil: 1";
    const auto mail = composer().compose(of(message));
    EXPECT_THAT(head_of(mail), Not(HasSubstr("\nBcc:")));
    EXPECT_THAT(head_of(mail), Not(HasSubstr("\nX-Evil:")));
    const auto words = composer().words(message);
    EXPECT_THAT(words.html, Not(HasSubstr("<script>")));
    EXPECT_THAT(words.html, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(words.plain, HasSubstr("<script>x</script>"));
}

TEST(Mail, says_what_someone_needs_without_a_click) {
    const auto words = composer().words(booked());
    EXPECT_EQ(words.subject, "Your tickets: Die Zauberflöte, Sun 14 Mar 2027");
    for (const auto& text : {words.plain, words.html})
        for (const auto* part :
             {"Ada", "2 tickets are yours.", "Die Zauberflöte", "Sun 14 Mar 2027, 20:00, Berlin time",
              "Staatsoper, Berlin", "96.00 EUR", "b1", "https://tickets.example.org/bookings/b1"})
            EXPECT_THAT(text, HasSubstr(part));
}

TEST(Mail, every_kind_has_its_words) {
    auto message = booked();
    message.refunded = 9600;
    message.kind = MessageKind::cancelled;
    EXPECT_EQ(composer().words(message).subject, "Cancelled: Die Zauberflöte, Sun 14 Mar 2027");
    EXPECT_THAT(composer().words(message).plain, HasSubstr("Your booking of 2 tickets is cancelled."));
    EXPECT_THAT(composer().words(message).plain, HasSubstr("96.00 EUR goes back the way you paid."));
    message.kind = MessageKind::refunded;
    EXPECT_THAT(composer().words(message).plain, HasSubstr("Your booking of 2 tickets is refunded."));
    message.kind = MessageKind::changed;
    EXPECT_THAT(composer().words(message).plain, HasSubstr("You now have 2 tickets."));
}

TEST(Mail, can_be_made_of_the_three_members_alone) {
    const auto words = composer().words({.booking_id = "b1", .user_email = "a@b.c", .status = "CONFIRMED"});
    EXPECT_EQ(words.subject, "Your booking is confirmed");
    EXPECT_THAT(words.plain, HasSubstr("Your booking is confirmed."));
    EXPECT_THAT(words.plain, Not(HasSubstr("\n\n\n")));
}

TEST(Mail, has_the_reference_that_the_pages_show) {
    auto message = booked();
    message.booking_id = "0199aa00-0000-7000-8000-00009f3a21c7";
    const auto words = composer().words(message);
    for (const auto& text : {words.plain, words.html}) EXPECT_THAT(text, HasSubstr("9F3A-21C7"));
    EXPECT_THAT(words.plain, HasSubstr("https://tickets.example.org/bookings/" + message.booking_id));
}

TEST(Mail, a_free_booking_says_that_nothing_was_charged) {
    auto message = booked();
    message.amount = 0;
    message.tickets = 1;
    EXPECT_THAT(composer().words(message).plain, HasSubstr("1 ticket is yours. Nothing was charged."));
}

TEST(Base64, fills_lines_of_76_characters) {
    EXPECT_EQ(mime::base64(""), "");
    EXPECT_EQ(mime::base64("f"), "Zg==\r\n");
    EXPECT_EQ(mime::base64("fo"), "Zm8=\r\n");
    EXPECT_EQ(mime::base64("foo"), "Zm9v\r\n");
    EXPECT_EQ(mime::base64(std::string("\0\xff\xfe\x80", 4)), "AP/+gA==\r\n");
    EXPECT_EQ(mime::base64(std::string(57, '\0')), std::string(76, 'A') + "\r\n");
    EXPECT_EQ(mime::base64(std::string(58, '\0')), std::string(76, 'A') + "\r\nAA==\r\n");
}

TEST(Mail, shows_the_guilloche_of_its_event_without_fetching_anything) {
    auto message = booked();
    EXPECT_THAT(composer().compose(of(message)), Not(HasSubstr("image/png")));
    message.event_id = "01890a5d-ac96-774b-bcce-b302099a8081";
    const auto mail = composer().compose(of(message));
    EXPECT_THAT(mail, HasSubstr("Content-ID: <01890a5d-ac96-774b-bcce-b302099a8080.guilloche@example.org>\r\n"));
    EXPECT_THAT(mail, HasSubstr("\r\niVBORw0KGgo"));
    const auto words = composer().words(message, "some@where");
    EXPECT_THAT(words.html, HasSubstr("<img src=\"cid:some@where\" alt=\"\""));
    EXPECT_THAT(words.html, Not(HasSubstr("src=\"http")));
    EXPECT_LE(longest_line(mail), 79U);
}

TEST(SmsText, is_short_and_has_the_link) {
    EXPECT_EQ(SmsComposer("https://t.example").compose(of(booked())),
              "Booked: 2 tickets for Die Zauberflöte, Sun 14 Mar 2027, 20:00, Berlin time. "
              "https://t.example/bookings/b1");
}

}  // namespace boxoffice::notification
