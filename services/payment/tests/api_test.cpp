#include "services/payment/api/api.hpp"
#include "generated/payment_openapi.hpp"
#include "platform/testing/test_site.hpp"
#include "services/payment/adapters/sqlite/sqlite_ledger.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace boxoffice::payment {

namespace {

using http::Method;

class PaymentApi : public testing::Test, protected TestSite {
protected:
    PaymentApi() : TestSite("payment") { api.add_routes(router); }

    http::Response charge(std::string key = {}, std::string method = "pm_approved") {
        return post("/payments",
                    fmt::format(R"({{"user_id":"u1","amount":4800,"booking_id":"b1","payment_method":"{}"}})", method),
                    std::move(key));
    }

    SqliteLedger ledger{loop, folder.path() / "payment.sqlite"};
    Payments payments{{ledger, ids, clock, {}, metrics}};
    Api api{payments};
};

}  // namespace

TEST_F(PaymentApi, a_charge_answers_201_with_the_payment) {
    const auto response = charge();
    ASSERT_EQ(response.status, 201) << response.body;
    const auto payment = json_of(response);
    EXPECT_EQ(payment.at("user_id"), "u1");
    EXPECT_EQ(payment.at("booking_id"), "b1");
    EXPECT_EQ(payment.at("amount"), 4800);
    EXPECT_EQ(payment.at("currency"), "EUR");
    EXPECT_EQ(payment.at("refunded"), 0);
    EXPECT_EQ(payment.at("status"), "APPROVED");
    EXPECT_EQ(get("/payments/" + member(response, "id")).body, response.body);
}

TEST_F(PaymentApi, the_two_members_of_the_brief_are_enough) {
    EXPECT_EQ(post("/payments", R"({"user_id":"u1","amount":1})").status, 201);
}

TEST_F(PaymentApi, a_replay_is_the_same_bytes_also_after_a_refund) {
    const auto first = charge("k");
    EXPECT_EQ(post("/payments/" + member(first, "id") + "/refunds", R"({"amount":4800})").status, 201);
    const auto again = charge("k");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_TRUE(replayed(again));
    EXPECT_FALSE(replayed(first));
}

TEST_F(PaymentApi, a_decline_answers_402_with_the_same_bytes_when_replayed) {
    const auto first = charge("k", "pm_declined");
    EXPECT_EQ(first.status, 402);
    EXPECT_EQ(first.content_type, "application/problem+json");
    EXPECT_EQ(code(first), "payment_declined");
    const auto again = charge("k", "pm_declined");
    EXPECT_EQ(again.status, 402);
    EXPECT_EQ(again.body, first.body);
    EXPECT_TRUE(replayed(again));
}

TEST_F(PaymentApi, another_request_under_a_key_is_refused) {
    charge("k");
    const auto other = charge("k", "pm_slow");
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(code(other), "idempotency_key_reused");
}

TEST_F(PaymentApi, a_voided_key_answers_409_to_a_charge) {
    const auto closed = post("/payments/void", R"({"idempotency_key":"k"})");
    EXPECT_EQ(closed.status, 200) << closed.body;
    EXPECT_EQ(member(closed, "status"), "VOIDED");
    const auto charged = charge("k");
    EXPECT_EQ(charged.status, 409);
    EXPECT_EQ(code(charged), "conflict");
}

TEST_F(PaymentApi, void_answers_an_existing_payment) {
    const auto paid = charge("k");
    EXPECT_EQ(member(post("/payments/void", R"({"idempotency_key":"k"})"), "id"), member(paid, "id"));
}

TEST_F(PaymentApi, an_error_answers_500) {
    const auto failed = charge("k", "pm_error");
    EXPECT_EQ(failed.status, 500);
    EXPECT_EQ(code(failed), "internal_error");
}

TEST_F(PaymentApi, every_fault_is_told_at_once) {
    const auto refused = send({.method = Method::post,
                               .target = "/payments",
                               .body = R"({"amount":0,"currency":"euro","payment_method":"cash","extra":1})"});
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(code(refused), "validation_failed");
    EXPECT_EQ(json_of(refused).at("errors").as_array().size(), 5U) << refused.body;
}

TEST_F(PaymentApi, a_refund_raises_refunded_and_stops_at_what_was_paid) {
    const auto id = member(charge(), "id");
    const auto first = post("/payments/" + id + "/refunds", R"({"amount":4000})", "r");
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_EQ(json_of(first).at("refunded"), 4000);
    const auto again = post("/payments/" + id + "/refunds", R"({"amount":4000})", "r");
    EXPECT_EQ(again.body, first.body);
    EXPECT_TRUE(replayed(again));
    EXPECT_EQ(code(post("/payments/" + id + "/refunds", R"({"amount":801})")), "conflict");
    EXPECT_EQ(post("/payments/" + id + "/refunds", R"({"amount":0})").status, 422);
    EXPECT_EQ(json_of(get("/payments/" + id)).at("refunded"), 4000);
}

TEST_F(PaymentApi, an_absent_or_malformed_id_answers_404) {
    for (const auto* id : {"x", "01890a5d-ac96-774b-bcce-b302099a8057"}) {
        EXPECT_EQ(code(get(std::string("/payments/") + id)), "payment_not_found");
        EXPECT_EQ(code(post(std::string("/payments/") + id + "/refunds", R"({"amount":1})")), "payment_not_found");
    }
}

TEST_F(PaymentApi, a_list_pages_from_the_newest_and_narrows) {
    const auto first = member(charge(), "id");
    charge({}, "pm_declined");
    const auto third = member(charge(), "id");
    const auto page = json_of(get("/payments?limit=1&status=APPROVED&booking_id=b1"));
    ASSERT_EQ(page.at("data").as_array().size(), 1U);
    EXPECT_EQ(page.at("data").at(0).at("id").as_string(), third);
    const std::string cursor(page.at("next_cursor").as_string());
    const auto rest = json_of(get("/payments?limit=1&status=APPROVED&booking_id=b1&cursor=" + cursor));
    EXPECT_EQ(rest.at("data").at(0).at("id").as_string(), first);
    EXPECT_TRUE(rest.at("next_cursor").is_null());
    EXPECT_EQ(get("/payments?status=PAID").status, 422);
    EXPECT_EQ(get("/payments?cursor=x").status, 422);
    EXPECT_EQ(get("/payments?colour=red").status, 422);
}

TEST_F(PaymentApi, the_journal_tells_payments_in_the_order_of_their_records) {
    const auto first = charge("k1");
    charge("k2", "pm_declined");
    post("/payments/void", R"({"idempotency_key":"k3"})");
    const auto page = json_of(get("/payments/journal?limit=2")).at("data").as_array();
    ASSERT_EQ(page.size(), 2u);
    EXPECT_EQ(page[0].at("id"), json_of(first).at("id"));
    EXPECT_EQ(page[0].at("caller"), "booking");
    EXPECT_EQ(page[1].at("status"), "DECLINED");
    const auto last = boost::json::serialize(page[1].at("sequence"));
    const auto rest = json_of(get("/payments/journal?after=" + last)).at("data").as_array();
    ASSERT_EQ(rest.size(), 1u);
    EXPECT_EQ(rest[0].at("status"), "VOIDED");
    const auto end = boost::json::serialize(rest[0].at("sequence"));
    EXPECT_EQ(get("/payments/journal?after=" + end).body, R"({"data":[],"next_cursor":null})");
    EXPECT_EQ(get("/payments/journal?after=-1").status, 422);
}

TEST_F(PaymentApi, only_services_and_admins_are_served) {
    EXPECT_EQ(send({.target = "/payments", .as = ""}).status, 401);
    EXPECT_EQ(
        send({.target = "/payments", .as = "01890a5d-ac96-774b-bcce-b302099a8057", .role = Role::organizer}).status,
        403);
    EXPECT_EQ(send({.target = "/payments", .as = "01890a5d-ac96-774b-bcce-b302099a8057", .role = Role::admin}).status,
              200);
}

TEST_F(PaymentApi, every_route_is_documented) {
    const auto document = boost::json::parse(openapi_json);
    for (const auto& route : router.routes())
        EXPECT_TRUE(document.at("paths").as_object().contains(route.paths.front())) << route.paths.front();
}

}  // namespace boxoffice::payment
