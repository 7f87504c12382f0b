#include "services/user/api/pages/pages_test_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace boxoffice::user {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto booking_form =
    "event_id=1&tickets=2&payment_method=pm_approved&idempotency_key=k1&csrf_token=proof-of-s1";

class PagesTest : public ::testing::Test {
protected:
    PagesWorld world_;
};

using Home = PagesTest;
using EventPage = PagesTest;
using Accounts = PagesTest;
using Booking = PagesTest;
using Dashboard = PagesTest;
using Safety = PagesTest;

TEST_F(Home, shows_coming_events_by_default) {
    const auto page = world_.as_nobody(&Pages::home, get("/"));
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, AllOf(HasSubstr("March 2027"), HasSubstr("Night Session"), HasSubstr("312 left")));
    EXPECT_EQ(world_.events.asked.at(0).target, "/events?from=now&limit=30");
}

TEST_F(Home, passes_on_what_was_searched_and_shows_it_again) {
    const auto page = world_.as_nobody(&Pages::home, get("/?q=a%26b&city=K%C3%B6ln&from=2027-01-01&cursor=c1"));
    EXPECT_EQ(world_.events.asked.at(0).target, "/events?q=a%26b&city=K%C3%B6ln&from=2027-01-01&limit=30&cursor=c1");
    EXPECT_THAT(page.body, AllOf(HasSubstr("value=\"a&amp;b\""), HasSubstr("value=\"Köln\""),
                                 HasSubstr("in Köln from Fri 1 Jan 2027"), HasSubstr("Clear")));
}

TEST_F(Home, leads_on_and_back_while_there_is_more) {
    world_.events.answers["GET /events"] = {200, list_json({event_json()}, "c2")};
    EXPECT_THAT(world_.as_nobody(&Pages::home, get("/?q=x")).body,
                AllOf(HasSubstr("href=\"/?q=x&amp;cursor=c2\""), Not(HasSubstr("first page"))));
    world_.events.answers["GET /events"] = {200, list_json({event_json()})};
    EXPECT_THAT(world_.as_nobody(&Pages::home, get("/?q=x&cursor=c2")).body,
                AllOf(HasSubstr("first page"), HasSubstr("No later events")));
}

TEST_F(Home, without_events_says_what_to_do) {
    world_.events.answers["GET /events"] = {200, list_json({})};
    EXPECT_THAT(world_.as_nobody(&Pages::home, get("/?q=x")).body, HasSubstr("No event matches"));
    EXPECT_THAT(world_.as_nobody(&Pages::home, get("/")).body, HasSubstr("No events are coming up"));
}

TEST_F(Home, says_what_is_wrong_with_a_filter) {
    world_.events.answers["GET /events"] = Problem{"validation_failed", "…", {{"?from", "must be RFC 3339"}}, {}};
    const auto page = world_.as_nobody(&Pages::home, get("/?from=soon"));
    EXPECT_EQ(page.status, 422);
    EXPECT_THAT(page.body, AllOf(HasSubstr("From must be a day, as in 2027-03-14"), HasSubstr("Show all events"),
                                 Not(HasSubstr("No event")), Not(HasSubstr("from soon"))));
}

TEST_F(EventPage, signed_out_leads_to_sign_in_and_back) {
    const auto page = world_.as_nobody(&Pages::event, get("/events/1", "1"));
    EXPECT_THAT(page.body, AllOf(HasSubstr("action=\"/login\""), HasSubstr("Sign in and book"),
                                 Not(HasSubstr("action=\"/bookings\""))));
}

TEST_F(EventPage, signed_in_books_once_with_a_key_of_its_own) {
    const auto first = world_.as_ada(&Pages::event, get("/events/1", "1")).body;
    const auto second = world_.as_ada(&Pages::event, get("/events/1", "1")).body;
    const auto key_of = [](const std::string& body) {
        return body.substr(body.find("name=\"idempotency_key\" value=\"") + 30, 32);
    };
    EXPECT_THAT(first, AllOf(HasSubstr("action=\"/bookings\""), HasSubstr("value=\"proof-of-s1\"")));
    EXPECT_NE(key_of(first), key_of(second));
}

TEST_F(EventPage, offers_no_more_than_are_left_or_allowed) {
    world_.events.answers["GET /events/1"] = {200, event_json({{"available", "3"}})};
    EXPECT_THAT(world_.as_ada(&Pages::event, get("/events/1", "1")).body, HasSubstr("max=\"3\""));
    world_.events.answers["GET /events/1"] = {200, event_json({{"max_tickets_per_user", "4"}})};
    EXPECT_THAT(world_.as_ada(&Pages::event, get("/events/1", "1")).body, HasSubstr("max=\"4\""));
}

TEST_F(EventPage, says_how_many_one_person_may_have_and_offers_no_more_to_who_has_them) {
    world_.events.answers["GET /events/1"] = {200, event_json({{"max_tickets_per_user", "2"}})};
    EXPECT_THAT(world_.as_ada(&Pages::event, get("/events/1", "1")).body,
                AllOf(HasSubstr("At most 2 tickets"), HasSubstr("action=\"/bookings\"")));
    world_.bookings.answers["GET /bookings"] = {200, list_json({booking_json()})};
    EXPECT_THAT(world_.as_ada(&Pages::event, get("/events/1", "1")).body,
                AllOf(HasSubstr("and you have them"), Not(HasSubstr("action=\"/bookings\""))));
}

TEST_F(EventPage, sells_nothing_that_is_not_on_sale) {
    for (const Members& changed :
         {Members{{"available", "0"}}, Members{{"status", R"("CANCELLED")"}}, Members{{"status", R"("SUSPENDED")"}},
          Members{{"starts_at", R"("2027-03-01T11:59:00Z")"}}}) {
        world_.events.answers["GET /events/1"] = {200, event_json(changed)};
        const auto page = world_.as_ada(&Pages::event, get("/events/1", "1"));
        EXPECT_EQ(page.status, 200);
        EXPECT_THAT(page.body, Not(HasSubstr("action=\"/bookings\"")));
    }
}

TEST_F(EventPage, escapes_what_organizers_write_and_links_only_to_the_web) {
    world_.events.answers["GET /events/1"] = {
        200, event_json({{"name", R"j("<script>alert(1)</script>")j"}, {"url", R"j("javascript:alert(1)")j"}})};
    EXPECT_THAT(world_.as_ada(&Pages::event, get("/events/1", "1")).body,
                AllOf(Not(HasSubstr("<script>alert")), Not(HasSubstr("javascript:"))));
}

TEST_F(EventPage, of_no_event_is_404) {
    const auto page = world_.as_nobody(&Pages::event, get("/events/2", "2"));
    EXPECT_EQ(page.status, 404);
    EXPECT_THAT(page.body, HasSubstr("There is nothing here"));
}

TEST_F(Accounts, sign_in_goes_where_one_was_going) {
    const auto answer =
        world_.as_nobody(&Pages::login_submit,
                         post("/login", "email=a%40b.example&password=long+enough&next=%2Fevents%2F1%3Ftickets%3D2"));
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header_of(answer, "Location"), "/events/1?tickets=2");
    EXPECT_EQ(header_of(answer, "Set-Cookie"), "session=fresh-token");
}

TEST_F(Accounts, sign_in_never_goes_to_another_site) {
    const auto answer =
        world_.as_nobody(&Pages::login_submit, post("/login", "email=a&password=b&next=%2F%2Fevil.example"));
    EXPECT_EQ(header_of(answer, "Location"), "/Dashboard");
}

TEST_F(Accounts, sign_in_that_fails_keeps_the_address_and_never_the_password) {
    world_.accounts.refusal = Problem{"invalid_credentials", "…"};
    const auto page =
        world_.as_nobody(&Pages::login_submit, post("/login", "email=ada%40example.org&password=hunter2hunter2"));
    EXPECT_EQ(page.status, 401);
    EXPECT_THAT(page.body, AllOf(HasSubstr("value=\"ada@example.org\""), HasSubstr("do not go together"),
                                 Not(HasSubstr("hunter2"))));
    EXPECT_EQ(header_of(page, "Set-Cookie"), "");
}

TEST_F(Accounts, sign_in_asks_for_what_was_left_empty) {
    world_.accounts.refusal = Problem{"invalid_credentials", "…"};
    const auto page = world_.as_nobody(&Pages::login_submit, post("/login", "email=&password="));
    EXPECT_THAT(page.body,
                AllOf(HasSubstr("id=\"email-error\">Enter your e-mail address<"),
                      HasSubstr("id=\"password-error\">Enter a password<"), Not(HasSubstr("do not go together"))));
}

TEST_F(Accounts, the_number_chosen_before_signing_in_comes_along) {
    const auto page = world_.as_nobody(&Pages::login_form, get("/login?next=%2Fevents%2F1&tickets=3"));
    EXPECT_THAT(page.body, HasSubstr("value=\"/events/1?tickets=3\""));
}

TEST_F(Accounts, sign_up_signs_in) {
    const auto answer = world_.as_nobody(&Pages::register_submit,
                                         post("/register", "name=+Ada+&email=ada%40example.org&password=long+enough"));
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header_of(answer, "Location"), "/Dashboard");
    EXPECT_EQ(world_.accounts.accounts.at(0).name, "Ada");
    EXPECT_EQ(world_.accounts.accounts.at(0).password, "long enough");
}

TEST_F(Accounts, sign_up_shows_every_fault_beside_its_field) {
    world_.accounts.refusal =
        Problem{"validation_failed", "…", {{"/name", "must not be empty"}, {"/password", "must be longer"}}, {}};
    const auto page =
        world_.as_nobody(&Pages::register_submit, post("/register", "email=ada%40example.org&password=short"));
    EXPECT_EQ(page.status, 422);
    EXPECT_THAT(page.body, AllOf(HasSubstr("id=\"name-error\">Enter your name<"),
                                 HasSubstr("id=\"password-error\">Password must be longer"),
                                 HasSubstr("value=\"ada@example.org\""), HasSubstr("id=\"errors\""),
                                 Not(HasSubstr("email-error"))));
}

TEST_F(Accounts, sign_up_twice_points_to_sign_in) {
    world_.accounts.refusal = Problem{"user_already_exists", "…"};
    const auto page =
        world_.as_nobody(&Pages::register_submit, post("/register", "name=A&email=a%40b.example&password=long+enough"));
    EXPECT_EQ(page.status, 409);
    EXPECT_THAT(page.body, HasSubstr("has an account already"));
}

TEST_F(Accounts, sign_out_ends_the_session_and_its_cookie) {
    const auto answer = world_.as_ada(&Pages::logout_submit, post("/logout", "csrf_token=proof-of-s1"));
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(world_.accounts.signed_out, 1);
    EXPECT_EQ(header_of(answer, "Set-Cookie"), "session=; Max-Age=0");
}

TEST_F(Booking, is_made_as_the_person_with_the_form_s_key) {
    world_.bookings.answers["POST /bookings"] = {201, booking_json()};
    const auto answer = world_.as_ada(&Pages::book_submit, post("/bookings", booking_form));
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header_of(answer, "Location"), "/bookings/0199aa00-0000-7000-8000-00009f3a21c7?done=booked");
    const auto& asked = world_.bookings.asked.at(0);
    EXPECT_EQ(asked.body, R"({"event_id":"1","tickets":2,"payment_method":"pm_approved"})");
    EXPECT_EQ(asked.header("Idempotency-Key"), "k1");
    EXPECT_EQ(asked.header("Authorization"), "Bearer ada-token");
}

TEST_F(Booking, declined_offers_another_card_with_a_new_key) {
    world_.bookings.answers["POST /bookings"] = problem_response("payment_declined");
    const auto page = world_.as_ada(&Pages::book_submit, post("/bookings", booking_form));
    EXPECT_EQ(page.status, 402);
    EXPECT_THAT(page.body,
                AllOf(HasSubstr("That card was declined"), HasSubstr("value=\"2\""), Not(HasSubstr("value=\"k1\""))));
}

TEST_F(Booking, that_may_have_been_made_keeps_its_key) {
    world_.bookings.answers["POST /bookings"] = problem_response("unavailable");
    const auto page = world_.as_ada(&Pages::book_submit, post("/bookings", booking_form));
    EXPECT_EQ(page.status, 503);
    EXPECT_THAT(page.body, HasSubstr("value=\"k1\""));
}

TEST_F(Booking, of_more_than_are_left_says_how_many_are) {
    world_.bookings.answers["POST /bookings"] = problem_response("sold_out");
    world_.events.answers["GET /events/1"] = {200, event_json({{"available", "1"}})};
    const auto page = world_.as_ada(&Pages::book_submit, post("/bookings", booking_form));
    EXPECT_EQ(page.status, 409);
    EXPECT_THAT(page.body, HasSubstr("Only 1 ticket is left"));
}

TEST_F(Booking, of_more_than_one_person_may_have_says_so) {
    world_.bookings.answers["POST /bookings"] = problem_response("conflict");
    const auto page = world_.as_ada(&Pages::book_submit, post("/bookings", booking_form));
    EXPECT_EQ(page.status, 409);
    EXPECT_THAT(page.body, HasSubstr("more than one person may have"));
}

TEST_F(Booking, after_the_session_ended_leads_to_sign_in_and_back) {
    const auto answer = world_.as_nobody(&Pages::book_submit, post("/bookings", booking_form));
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header_of(answer, "Location"), "/login?next=%2Fevents%2F1%3Ftickets%3D2");
    EXPECT_TRUE(world_.bookings.asked.empty());
}

TEST_F(Booking, shows_the_refund_before_it_asks_to_cancel) {
    const auto page = world_.as_ada(&Pages::booking, get("/bookings/7", "7"));
    EXPECT_THAT(page.body, AllOf(HasSubstr("90.00 EUR goes back to you"), HasSubstr("Cancel 2 tickets")));
}

TEST_F(Booking, is_changed_and_cancelled_by_forms) {
    world_.bookings.answers["PUT /bookings/7"] = {200, booking_json()};
    world_.bookings.answers["DELETE /bookings/7"] = {204, ""};
    const auto changed =
        world_.as_ada(&Pages::change_submit, post("/bookings/7/change", "tickets=3&csrf_token=proof-of-s1", "7"));
    EXPECT_EQ(header_of(changed, "Location"), "/bookings/7?done=changed");
    EXPECT_EQ(world_.bookings.asked.at(0).body, R"({"tickets":3,"payment_method":"pm_approved"})");
    const auto cancelled =
        world_.as_ada(&Pages::cancel_submit, post("/bookings/7/cancel", "csrf_token=proof-of-s1", "7"));
    EXPECT_EQ(header_of(cancelled, "Location"), "/bookings/7");
}

TEST_F(Booking, whose_change_was_declined_is_as_it_was) {
    world_.bookings.answers["PUT /bookings/7"] = problem_response("payment_declined");
    const auto page =
        world_.as_ada(&Pages::change_submit, post("/bookings/7/change", "tickets=3&csrf_token=proof-of-s1", "7"));
    EXPECT_EQ(page.status, 402);
    EXPECT_THAT(page.body, HasSubstr("your booking is as it was"));
}

TEST_F(Booking, under_way_looks_again_by_itself) {
    world_.bookings.answers["GET /bookings/7"] = {
        200, booking_json({{"status", R"("PENDING")"}, {"hold_until", R"("2027-03-01T12:10:00Z")"}})};
    EXPECT_THAT(world_.as_ada(&Pages::booking, get("/bookings/7", "7")).body,
                AllOf(HasSubstr("http-equiv=\"refresh\""), HasSubstr("held for you until 13:10, Berlin time."),
                      HasSubstr("data-poll")));
}

TEST_F(Booking, that_is_over_says_how_it_ended) {
    const auto shown = [&](const Members& changed) {
        world_.bookings.answers["GET /bookings/7"] = {200, booking_json(changed)};
        return world_.as_ada(&Pages::booking, get("/bookings/7", "7")).body;
    };
    EXPECT_THAT(shown({{"status", R"("REJECTED")"}, {"reason", R"("sold_out")"}}),
                AllOf(HasSubstr("Sold out"), HasSubstr("Not charged")));
    EXPECT_THAT(shown({{"status", R"("REJECTED")"}, {"reason", R"("payment_declined")"}}),
                AllOf(HasSubstr("/events/"), HasSubstr(">Try another card</a>")));
    EXPECT_THAT(shown({{"status", R"("CANCELLED")"}, {"refunded", "9000"}}), HasSubstr("90.00 EUR is on its way back"));
    EXPECT_THAT(shown({{"status", R"("REFUNDED")"}, {"refunded", "9000"}}),
                AllOf(HasSubstr("90.00 EUR went back"), Not(HasSubstr("/cancel\""))));
}

TEST_F(Booking, of_an_event_that_was_called_off_says_so) {
    world_.bookings.answers["GET /bookings/7"] = {
        200, booking_json({{"event_id", R"("1")"}, {"status", R"("REFUNDED")"}, {"refunded", "9000"}})};
    const auto shown = [&] { return world_.as_ada(&Pages::booking, get("/bookings/7", "7")).body; };
    EXPECT_THAT(shown(), Not(HasSubstr("The organizer called")));
    world_.events.answers["GET /events/1"] = {200, event_json({{"status", R"("CANCELLED")"}})};
    EXPECT_THAT(shown(), HasSubstr("The organizer called the event off. 90.00 EUR went back"));
}

TEST_F(Booking, that_was_made_smaller_shows_what_it_costs_now) {
    world_.bookings.answers["GET /bookings/7"] = {
        200, booking_json({{"tickets", "1"}, {"amount", "4500"}, {"refunded", "4500"}})};
    EXPECT_THAT(world_.as_ada(&Pages::booking, get("/bookings/7", "7")).body,
                AllOf(HasSubstr("Paid</dt><dd>45.00 EUR"), Not(HasSubstr("Refunded"))));
}

TEST_F(Booking, of_somebody_else_is_as_if_absent) {
    world_.bookings.answers["GET /bookings/8"] = problem_response("booking_not_found");
    EXPECT_EQ(world_.as_ada(&Pages::booking, get("/bookings/8", "8")).status, 404);
}

TEST_F(Dashboard, is_for_those_who_are_signed_in) {
    const auto answer = world_.as_nobody(&Pages::dashboard, get("/Dashboard"));
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header_of(answer, "Location"), "/login?next=%2FDashboard");
}

TEST_F(Dashboard, asks_only_for_own_bookings) {
    world_.as_ada(&Pages::dashboard, get("/Dashboard"));
    EXPECT_THAT(world_.bookings.asked.at(0).target, HasSubstr("user_id=0199aa00-0000-7000-8000-0000000000a1"));
}

TEST_F(Dashboard, puts_the_next_first_and_folds_the_past) {
    const auto at = [](const std::string& name, const std::string& starts_at) {
        return booking_json({{"event", R"({"name":")" + name + R"(","starts_at":")" + starts_at + R"("})"}});
    };
    world_.bookings.answers["GET /bookings"] = {
        200, list_json({at("Late", "2027-09-01T10:00:00Z"), at("Soon", "2027-03-02T10:00:00Z"),
                        at("Over", "2027-02-02T10:00:00Z")})};
    const auto body = world_.as_ada(&Pages::dashboard, get("/Dashboard")).body;
    EXPECT_LT(body.find("Soon"), body.find("Late"));
    EXPECT_LT(body.find("Late"), body.find("<details"));
    EXPECT_LT(body.find("<details"), body.find("Over"));
}

TEST_F(Safety, every_form_needs_the_session_s_token) {
    for (const auto& answer :
         {world_.as_ada(&Pages::book_submit, post("/bookings", "event_id=1&tickets=1")),
          world_.as_ada(&Pages::change_submit, post("/bookings/7/change", "tickets=1&csrf_token=wrong", "7")),
          world_.as_ada(&Pages::cancel_submit, post("/bookings/7/cancel", "", "7")),
          world_.as_ada(&Pages::logout_submit, post("/logout", ""))}) {
        EXPECT_EQ(answer.status, 403);
        EXPECT_THAT(answer.body, HasSubstr("That form is out of date"));
    }
    EXPECT_TRUE(world_.bookings.asked.empty());
    EXPECT_EQ(world_.accounts.signed_out, 0);
}

TEST_F(Safety, signing_in_from_another_site_is_refused) {
    auto request = post("/login", "email=a&password=b");
    request.headers.emplace_back("Sec-Fetch-Site", "cross-site");
    EXPECT_EQ(world_.as_nobody(&Pages::login_submit, request).status, 403);
    EXPECT_TRUE(world_.accounts.accounts.empty());
}

TEST_F(Safety, every_page_forbids_what_it_does_not_need) {
    const auto page = world_.as_ada(&Pages::event, get("/events/1", "1"));
    EXPECT_THAT(header_of(page, "Content-Security-Policy"),
                AllOf(HasSubstr("default-src 'none'"), HasSubstr("frame-ancestors 'none'"), Not(HasSubstr("unsafe"))));
    EXPECT_EQ(header_of(page, "Cache-Control"), "private, no-store");
    EXPECT_THAT(page.body, AllOf(Not(HasSubstr(" style=")), Not(HasSubstr(" onclick="))));
}

TEST_F(Safety, a_fault_tells_its_number_and_nothing_else) {
    auto request = get("/");
    request.context.trace.trace_id.fill(0xab);
    const auto page = world_.pages.problem(request, Problem{"internal_error", "secret detail"});
    EXPECT_EQ(page.status, 500);
    EXPECT_THAT(page.body, AllOf(HasSubstr("abababab"), Not(HasSubstr("secret detail"))));
}

TEST_F(Safety, what_may_pass_can_be_tried_again) {
    const auto shown = [&](http::Request request, const char* code) {
        return world_.pages.problem(request, Problem{code, "…"}).body;
    };
    EXPECT_THAT(shown(get("/bookings/7?x=1"), "unavailable"), HasSubstr("href=\"/bookings/7?x=1\">Try again</a>"));
    EXPECT_THAT(shown(post("/bookings", ""), "unavailable"), Not(HasSubstr("Try again</a>")));
    EXPECT_THAT(shown(get("/bookings/7"), "booking_not_found"), Not(HasSubstr("Try again</a>")));
}

}  // namespace
}  // namespace boxoffice::user
