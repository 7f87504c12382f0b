#include "services/notification/api/api.hpp"
#include "generated/notification_openapi.hpp"
#include "platform/testing/test_site.hpp"
#include "services/notification/adapters/mail/null_mail_transport.hpp"
#include "services/notification/adapters/sms/file_sms_transport.hpp"
#include "services/notification/adapters/sqlite/sqlite_notification_store.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace boxoffice::notification {

namespace {

// Nothing is started, so that what is queued stays queued.
class NotificationApi : public testing::Test, protected TestSite {
protected:
    NotificationApi() : TestSite("notification") { api.add_routes(router); }

    http::Response ask(const std::string& more = "", const std::string& booking = "b1",
                       const std::string& status = "CONFIRMED", std::string key = {}) {
        return post("/notifications/send",
                    fmt::format(R"({{"booking_id":"{}","user_email":"ada@example.org","status":"{}"{}}})", booking,
                                status, more),
                    std::move(key));
    }

    SqliteNotificationStore store{loop, folder.path() / "notification.sqlite"};
    NullMailTransport mails;
    FileSmsTransport texts{loop, folder.path() / "sms"};
    MailComposer mail_composer{{.name = "", .address = "tickets@example.org"}, "https://t.example"};
    SmsComposer sms_composer{"https://t.example"};
    MailCourier mail_courier{mails, mail_composer};
    SmsCourier sms_courier{texts, sms_composer};
    TaskScope scope{loop, [](std::exception_ptr) {}};
    Sender mail{Channel::email, {store, mail_courier, clock, loop, scope, {}, metrics}};
    Sender sms{Channel::sms, {store, sms_courier, clock, loop, scope, {}, metrics}};
    Notifications notifications{{store, mail, sms, ids, clock, {}}};
    Api api{notifications};
};

}  // namespace

TEST_F(NotificationApi, sending_answers_202_queued) {
    const auto response = ask();
    ASSERT_EQ(response.status, 202) << response.body;
    EXPECT_EQ(member(response, "status"), "QUEUED");
    EXPECT_EQ(member(response, "booking_id"), "b1");
    EXPECT_EQ(member(response, "booking_status"), "CONFIRMED");
    EXPECT_EQ(member(response, "channel"), "email");
    EXPECT_EQ(member(response, "recipient"), "ada@example.org");
    EXPECT_EQ(member(get("/notifications/" + member(response, "id")), "status"), "QUEUED");
}

TEST_F(NotificationApi, one_that_is_known_is_answered_as_it_is_unless_resent) {
    const auto first = member(ask(), "id");
    EXPECT_EQ(member(ask(), "id"), first);
    EXPECT_EQ(member(ask(R"(,"resend":false)"), "id"), first);
    EXPECT_NE(member(ask(R"(,"resend":true)"), "id"), first);
    EXPECT_EQ(get("/notifications/count").body, R"({"count":2})");
}

TEST_F(NotificationApi, a_refund_after_a_cancellation_is_the_same_notification) {
    const auto cancelled = member(ask("", "b1", "CANCELLED"), "id");
    EXPECT_EQ(member(ask("", "b1", "REFUNDED"), "id"), cancelled);
    EXPECT_NE(member(ask(), "id"), cancelled);
}

TEST_F(NotificationApi, each_channel_is_a_notification) {
    const auto response = ask(R"(,"channels":["sms","email"],"phone":"+4930123456")");
    ASSERT_EQ(response.status, 202) << response.body;
    const auto all = json_of(response).at("notifications").as_array();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].at("channel"), "email");
    EXPECT_EQ(all[1].at("channel"), "sms");
    EXPECT_EQ(all[1].at("recipient"), "+4930123456");
}

TEST_F(NotificationApi, a_key_gives_the_first_answer_again) {
    const auto first = ask(R"(,"resend":true)", "b1", "CONFIRMED", "k");
    const auto again = ask(R"(,"resend":true)", "b1", "CONFIRMED", "k");
    EXPECT_EQ(again.body, first.body);
    EXPECT_TRUE(replayed(again));
    EXPECT_EQ(code(ask("", "b2", "CONFIRMED", "k")), "idempotency_key_reused");
}

TEST_F(NotificationApi, every_fault_is_told_at_once) {
    const auto refused =
        post("/notifications/send",
             R"({"booking_id":"b 1","user_email":"nobody","status":"PENDING","channels":["sms"],"x":1})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(code(refused), "validation_failed");
    EXPECT_EQ(json_of(refused).at("errors").as_array().size(), 5U) << refused.body;
    EXPECT_EQ(ask(R"(,"channels":[])").status, 422);
    EXPECT_EQ(ask(R"(,"channels":["fax"])").status, 422);
    EXPECT_EQ(code(post("/notifications/send", "{")), "invalid_request");
}

TEST_F(NotificationApi, a_list_pages_from_the_newest_and_narrows) {
    const auto first = member(ask(), "id");
    const auto second = member(ask("", "b2"), "id");
    const auto page = json_of(get("/notifications?limit=1"));
    EXPECT_EQ(page.at("data").at(0).at("id").as_string(), second);
    const std::string cursor(page.at("next_cursor").as_string());
    EXPECT_EQ(json_of(get("/notifications?cursor=" + cursor)).at("data").at(0).at("id").as_string(), first);
    EXPECT_EQ(json_of(get("/notifications?booking_id=b1&status=QUEUED")).at("data").as_array().size(), 1U);
    EXPECT_TRUE(json_of(get("/notifications?status=SENT")).at("data").as_array().empty());
    EXPECT_EQ(get("/notifications?status=LOST").status, 422);
}

TEST_F(NotificationApi, an_absent_or_malformed_id_answers_404) {
    for (const auto* id : {"x", "01890a5d-ac96-774b-bcce-b302099a8057"})
        EXPECT_EQ(code(get(std::string("/notifications/") + id)), "notification_not_found");
}

TEST_F(NotificationApi, anyone_may_count_and_only_services_and_admins_see_more) {
    EXPECT_EQ(send({.target = "/notifications/count", .as = ""}).body, R"({"count":0})");
    EXPECT_EQ(send({.target = "/notifications", .as = ""}).status, 401);
    EXPECT_EQ(
        send({.target = "/notifications", .as = "01890a5d-ac96-774b-bcce-b302099a8057", .role = Role::attendee}).status,
        403);
    EXPECT_EQ(
        send({.target = "/notifications", .as = "01890a5d-ac96-774b-bcce-b302099a8057", .role = Role::admin}).status,
        200);
}

TEST_F(NotificationApi, every_route_is_documented) {
    const auto document = boost::json::parse(openapi_json);
    for (const auto& route : router.routes())
        EXPECT_TRUE(document.at("paths").as_object().contains(route.paths.front())) << route.paths.front();
}

}  // namespace boxoffice::notification
