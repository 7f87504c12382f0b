#include "platform/testing/temporary_folder.hpp"
#include "services/notification/adapters/mail/file_mail_transport.hpp"
#include "services/notification/adapters/mail/null_mail_transport.hpp"
#include "services/notification/adapters/mail/smtp_mail_transport.hpp"
#include "services/notification/adapters/sms/file_sms_transport.hpp"
#include "services/notification/adapters/sms/http_sms_transport.hpp"
#include "services/notification/tests/sink.hpp"

#include <gmock/gmock.h>
#include <fstream>
#include <sstream>

namespace boxoffice::notification {

namespace {

using testing::HasSubstr;
using Verdict = Delivery::Verdict;

NotificationId id_of(int number) {
    NotificationId id;
    id.value.bytes[15] = static_cast<std::uint8_t>(number);
    return id;
}

Mail mail(int number, std::string recipient = "ada@example.org", std::string text = "Subject: x\r\n\r\nHello\r\n") {
    return {.id = id_of(number),
            .sender = "tickets@example.org",
            .recipient = std::move(recipient),
            .text = [text = std::move(text)] { return text; }};
}

Mail impossible_mail(int number) {
    return {.id = id_of(number),
            .sender = "tickets@example.org",
            .recipient = "ada@example.org",
            .text = []() -> std::string { throw std::runtime_error("damaged"); }};
}

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Verdict> verdicts(const std::vector<Delivery>& deliveries) {
    std::vector<Verdict> all;
    for (const auto& delivery : deliveries) all.push_back(delivery.verdict);
    return all;
}

std::vector<Mail> mails(Mail one) {
    std::vector<Mail> all;
    all.push_back(std::move(one));
    return all;
}

std::vector<Mail> mails(Mail one, Mail two, Mail three) {
    auto all = mails(std::move(one));
    all.push_back(std::move(two));
    all.push_back(std::move(three));
    return all;
}

std::uint16_t closed_port() {
    Loop loop;
    const HttpSink sink(loop);
    return sink.port();
}

}  // namespace

class SmtpTest : public testing::Test {
protected:
    std::unique_ptr<SmtpMailTransport> transport(const std::string& user = "") {
        return std::make_unique<SmtpMailTransport>(
            loop, SmtpSettings{.url = Secret(fmt::format("smtp://{}127.0.0.1:{}", user, sink.port()))});
    }
    Loop loop;
    SmtpSink sink{loop};
};

TEST_F(SmtpTest, a_mail_arrives_as_it_was_composed) {
    const std::string text = "Subject: x\r\n\r\nHello\r\n.\r\n..two dots\r\nend\r\n";
    const auto smtp = transport();
    EXPECT_EQ(run(loop, smtp->send(mails(mail(1, "ada@example.org", text))))[0].verdict, Verdict::delivered);
    ASSERT_EQ(sink.received.size(), 1U);
    EXPECT_EQ(sink.received[0].sender, "tickets@example.org");
    EXPECT_EQ(sink.received[0].recipient, "ada@example.org");
    EXPECT_EQ(sink.received[0].text, text);
}

TEST_F(SmtpTest, a_connection_is_kept_between_mails) {
    const auto smtp = transport();
    run(loop, smtp->send(mails(mail(1), mail(2), mail(3))));
    run(loop, smtp->send(mails(mail(4))));
    EXPECT_EQ(sink.received.size(), 4U);
    EXPECT_EQ(sink.connections, 1U);
}

TEST_F(SmtpTest, a_refused_recipient_is_refused_for_good_and_the_others_are_served) {
    sink.refused["nobody@example.org"] = "550 no such user";
    sink.refused["busy@example.org"] = "450 mailbox busy";
    const auto smtp = transport();
    const auto deliveries =
        run(loop, smtp->send(mails(mail(1, "nobody@example.org"), mail(2, "busy@example.org"), mail(3))));
    EXPECT_EQ(verdicts(deliveries), (std::vector{Verdict::refused, Verdict::postponed, Verdict::delivered}));
    EXPECT_THAT(deliveries[0].error, HasSubstr("no such user"));
    EXPECT_THAT(deliveries[1].error, HasSubstr("mailbox busy"));
    EXPECT_EQ(sink.received.size(), 1U);
}

TEST_F(SmtpTest, user_and_password_of_the_url_sign_in) {
    sink.offers_auth = true;
    const auto smtp = transport("box:se%20cret@");
    EXPECT_EQ(run(loop, smtp->send(mails(mail(1))))[0].verdict, Verdict::delivered);
    EXPECT_THAT(sink.commands, testing::Contains(testing::StartsWith("AUTH PLAIN")));
    EXPECT_THAT(sink.commands, testing::Contains(HasSubstr("AGJveABzZSBjcmV0")));
}

TEST_F(SmtpTest, a_mail_that_cannot_be_composed_is_postponed_and_the_others_are_sent) {
    const auto smtp = transport();
    const auto deliveries = run(loop, smtp->send(mails(mail(1), impossible_mail(2), mail(3))));
    EXPECT_EQ(verdicts(deliveries), (std::vector{Verdict::delivered, Verdict::postponed, Verdict::delivered}));
    EXPECT_EQ(deliveries[1].error, "damaged");
}

TEST(SmtpMailTransport, a_server_that_is_not_there_postpones) {
    Loop loop;
    SmtpMailTransport smtp(loop, {.url = Secret(fmt::format("smtp://127.0.0.1:{}", closed_port()))});
    const auto deliveries = run(loop, smtp.send(mails(mail(1))));
    EXPECT_EQ(deliveries[0].verdict, Verdict::postponed);
    EXPECT_FALSE(deliveries[0].error.empty());
}

TEST(SmtpMailTransport, other_urls_are_refused_without_telling_the_password) {
    Loop loop;
    for (const auto* url : {"http://box:secret@example.org", "smtp://", "box:secret"}) {
        try {
            SmtpMailTransport smtp(loop, {.url = Secret(url)});
            ADD_FAILURE() << url;
        } catch (const std::invalid_argument& refusal) {
            EXPECT_THAT(refusal.what(), testing::Not(HasSubstr("secret")));
        }
    }
}

TEST(FileMailTransport, each_mail_is_a_whole_file_and_nothing_else_stays) {
    TemporaryFolder folder;
    std::ofstream(folder.path() / "left.eml.unfinished") << "half";
    Loop loop;
    FileMailTransport files(loop, folder.path());
    const auto deliveries = run(loop, files.send(mails(mail(1), impossible_mail(2), mail(3))));
    EXPECT_EQ(verdicts(deliveries), (std::vector{Verdict::delivered, Verdict::postponed, Verdict::delivered}));
    EXPECT_EQ(contents(folder.path() / (id_of(1).text() + ".eml")), "Subject: x\r\n\r\nHello\r\n");
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        EXPECT_EQ(entry.path().extension(), ".eml");
        ++count;
    }
    EXPECT_EQ(count, 2U);
}

TEST(FileMailTransport, a_mail_that_is_sent_again_replaces_itself) {
    TemporaryFolder folder;
    Loop loop;
    FileMailTransport files(loop, folder.path() / "mail");
    run(loop, files.send(mails(mail(1))));
    run(loop, files.send(mails(mail(1))));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path() / "mail"), {}), 1);
}

TEST(NullMailTransport, says_that_it_delivered_and_composes_nothing) {
    Loop loop;
    NullMailTransport null;
    EXPECT_EQ(run(loop, null.send(mails(impossible_mail(1))))[0].verdict, Verdict::delivered);
}

class HttpSmsTest : public testing::Test {
protected:
    Delivery send(std::string from = "+4930999999") {
        HttpSmsTransport transport(loop, {.api_url = fmt::format("http://127.0.0.1:{}/", sink.port()),
                                          .account = "AC1",
                                          .token = Secret("secret"),
                                          .from = std::move(from)});
        return run(
            loop,
            transport.send(
                {{.id = id_of(1), .booking_id = "b1", .recipient = "+4930123456", .text = "Booked: für 2 & mehr"}}))[0];
    }
    Loop loop;
    HttpSink sink{loop};
};

TEST_F(HttpSmsTest, is_the_call_that_the_carrier_expects) {
    EXPECT_EQ(send().verdict, Verdict::delivered);
    ASSERT_EQ(sink.received.size(), 1U);
    EXPECT_THAT(sink.received[0].head, testing::StartsWith("POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1\r\n"));
    EXPECT_THAT(sink.received[0].head, HasSubstr("Authorization: Basic QUMxOnNlY3JldA=="));
    EXPECT_THAT(sink.received[0].head, HasSubstr("Content-Type: application/x-www-form-urlencoded"));
    EXPECT_EQ(sink.received[0].body, "To=%2B4930123456&From=%2B4930999999&Body=Booked%3A%20f%C3%BCr%202%20%26%20mehr");
}

TEST_F(HttpSmsTest, a_messaging_service_sends_in_place_of_a_number) {
    send("MG00000000000000000000000000000000");
    EXPECT_THAT(sink.received[0].body, HasSubstr("&MessagingServiceSid=MG0000"));
}

TEST_F(HttpSmsTest, a_bad_number_is_refused_for_good) {
    sink.answers.push_back({400, R"({"code":21211,"message":"Invalid 'To' Phone Number","status":400})"});
    const auto delivery = send();
    EXPECT_EQ(delivery.verdict, Verdict::refused);
    EXPECT_THAT(delivery.error, HasSubstr("Invalid 'To' Phone Number"));
}

TEST_F(HttpSmsTest, trouble_of_the_carrier_or_the_account_postpones) {
    for (const int status : {401, 429, 500, 503}) {
        sink.answers.push_back({status, "{}"});
        EXPECT_EQ(send().verdict, Verdict::postponed) << status;
    }
}

TEST(HttpSmsTransport, other_urls_are_refused) {
    Loop loop;
    for (const auto* url : {"", "ftp://example.org", "example.org"})
        EXPECT_THROW(HttpSmsTransport(loop, {.api_url = url, .account = "", .token = {}, .from = ""}),
                     std::invalid_argument)
            << url;
}

TEST(FileSmsTransport, appends_a_line_of_json_for_each) {
    TemporaryFolder folder;
    Loop loop;
    FileSmsTransport files(loop, folder.path() / "sms");
    for (int i = 1; i <= 2; ++i)
        run(loop, files.send({{.id = id_of(i), .booking_id = "b1", .recipient = "+4930123456", .text = "a \"b\"\n"}}));
    EXPECT_EQ(contents(folder.path() / "sms" / "sms.jsonl"),
              R"({"id":"00000000-0000-0000-0000-000000000001","booking_id":"b1","to":"+4930123456","body":"a \"b\"\n"})"
              "\n"
              R"({"id":"00000000-0000-0000-0000-000000000002","booking_id":"b1","to":"+4930123456","body":"a \"b\"\n"})"
              "\n");
}

TEST(FileSmsTransport, a_line_that_a_loss_of_power_has_cut_stays_by_itself) {
    TemporaryFolder folder;
    Loop loop;
    FileSmsTransport files(loop, folder.path() / "sms");
    std::ofstream(folder.path() / "sms" / "sms.jsonl") << R"({"id":"0000)";
    run(loop, files.send({{.id = id_of(1), .booking_id = "b1", .recipient = "+4930123456", .text = "a"}}));
    EXPECT_EQ(contents(folder.path() / "sms" / "sms.jsonl"),
              R"({"id":"0000)"
              "\n"
              R"({"id":"00000000-0000-0000-0000-000000000001","booking_id":"b1","to":"+4930123456","body":"a"})"
              "\n");
}

}  // namespace boxoffice::notification
