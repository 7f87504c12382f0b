#include "services/user/tests/service.hpp"

namespace boxoffice::user {
namespace {

using http::Method;
using testing::HasSubstr;
using testing::Not;

using AccountsApiTest = ServiceTest;

TEST_F(AccountsApiTest, signing_up_makes_an_attendee_and_never_tells_the_password) {
    const auto response = post(
        "/signup", R"({"name":"  Zoë ","email":" Zoe@example.org ","password":"correct horse","phone":"+4930123456"})");
    ASSERT_EQ(response.status, 201) << response.body;
    const auto body = json_of(response);
    EXPECT_EQ(text(body, "name"), "Zoë");
    EXPECT_EQ(text(body, "email"), "Zoe@example.org");
    EXPECT_EQ(text(body, "phone"), "+4930123456");
    EXPECT_EQ(text(body, "role"), "attendee");
    EXPECT_EQ(text(body, "created_at"), "2027-01-15T08:00:00Z");
    EXPECT_EQ(body.as_object().size(), 6u);
    EXPECT_EQ(header(response, "Location"), "/users/" + text(body, "id"));
}

TEST_F(AccountsApiTest, every_fault_of_a_sign_up_is_told_at_once) {
    const auto response = post("/signup", R"({"name":" ","email":"x","password":"short","phone":"1","role":"admin"})");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(code(response), "validation_failed");
    for (const auto* pointer : {"/name", "/email", "/password", "/phone", "/role"})
        EXPECT_THAT(response.body, HasSubstr("\"" + std::string(pointer) + "\"")) << pointer;
    EXPECT_EQ(code(post("/signup", "{")), "invalid_request");
}

TEST_F(AccountsApiTest, an_email_signs_up_once_without_case) {
    sign_up("ann@example.org");
    const auto response = post("/signup", R"({"name":"B","email":"ANN@Example.org","password":"correct horse"})");
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(code(response), "user_already_exists");
}

TEST_F(AccountsApiTest, a_repeated_sign_up_gets_its_first_answer_again) {
    const auto call = [&](const std::string& name, const std::string& password) {
        return send({.method = Method::post,
                     .target = "/signup",
                     .body = R"({"name":")" + name + R"(","email":"ann@example.org","password":")" + password + R"("})",
                     .headers = {{"Idempotency-Key", "key-1"}}});
    };
    const auto first = call("Ann", "correct horse");
    const auto again = call("Ann", "another horse");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(header(first, "Idempotency-Replayed"), "");
    EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
    EXPECT_EQ(header(again, "Location"), header(first, "Location"));
    EXPECT_EQ(code(call("Bob", "correct horse")), "idempotency_key_reused");
}

TEST_F(AccountsApiTest, a_user_reads_and_changes_the_own_profile) {
    sign_up("ann@example.org");
    const auto token = token_of("ann@example.org");
    const auto before = get("/user", token);
    EXPECT_EQ(before.status, 200);
    EXPECT_EQ(header(before, "ETag"), "\"1\"");

    const auto changed = put("/user", R"({"name":"Anna","phone":"+4930123456"})", token, "\"1\"");
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(text(json_of(changed), "name"), "Anna");
    EXPECT_EQ(header(changed, "ETag"), "\"2\"");
    EXPECT_EQ(code(put("/user", R"({"name":"Late"})", token, "\"1\"")), "precondition_failed");
    EXPECT_EQ(put("/user", R"({"phone":null})", token, "*").body.find("phone"), std::string::npos);
}

TEST_F(AccountsApiTest, read_only_members_may_be_sent_back_but_not_changed) {
    sign_up("ann@example.org");
    const auto token = token_of("ann@example.org");
    EXPECT_EQ(put("/user", get("/user", token).body, token).status, 200);
    const auto refused = put("/user", R"({"email":"new@example.org","role":"admin","name":null})", token);
    EXPECT_EQ(refused.status, 422);
    for (const auto* pointer : {"/email", "/role", "/name"}) EXPECT_THAT(refused.body, HasSubstr(pointer));
}

TEST_F(AccountsApiTest, a_new_password_needs_the_present_one_and_ends_the_other_sessions) {
    sign_up("ann@example.org");
    const auto here = token_of("ann@example.org");
    const auto there = token_of("ann@example.org");
    EXPECT_EQ(put("/user", R"({"password":"another horse"})", here).status, 422);
    EXPECT_EQ(code(put("/user", R"({"password":"another horse","current_password":"wrong wrong"})", here)),
              "invalid_credentials");
    EXPECT_EQ(put("/user", R"({"password":"another horse","current_password":"correct horse"})", here).status, 200);
    EXPECT_EQ(get("/user", here).status, 200);
    EXPECT_EQ(get("/user", there).status, 401);
    EXPECT_EQ(log_in("ann@example.org").status, 401);
    EXPECT_EQ(log_in("ann@example.org", "another horse").status, 200);
}

TEST_F(AccountsApiTest, an_admin_gives_a_role_and_the_old_tokens_end) {
    const auto id = sign_up("ann@example.org");
    const auto token = token_of("ann@example.org");
    const auto admin = admin_token();
    EXPECT_EQ(put("/users/" + id, R"({"role":"organizer"})", token).status, 403);
    const auto changed = put("/users/" + id, R"({"role":"organizer"})", admin);
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(text(json_of(changed), "role"), "organizer");
    EXPECT_EQ(get("/user", token).status, 401);
    EXPECT_EQ(text(json_of(get("/user", token_of("ann@example.org"))), "role"), "organizer");
    EXPECT_EQ(get("/user", admin).status, 200);
}

TEST_F(AccountsApiTest, a_role_is_attendee_organizer_or_admin) {
    const auto id = sign_up("ann@example.org");
    const auto admin = admin_token();
    EXPECT_EQ(put("/users/" + id, R"({"role":"service"})", admin).status, 422);
    EXPECT_EQ(put("/users/" + id, R"({"role":"root"})", admin).status, 422);
    EXPECT_EQ(put("/users/" + id, R"({"name":"Other"})", admin).status, 422);
    EXPECT_EQ(code(put("/users/" + ids_.next(clock_.time).text(), R"({"role":"admin"})", admin)), "user_not_found");
    EXPECT_EQ(code(put("/users/nonsense", R"({"role":"admin"})", admin)), "user_not_found");
    EXPECT_EQ(put("/users/nonsense", R"({"role":"root"})", admin).status, 422);
}

TEST_F(AccountsApiTest, the_last_admin_cannot_leave) {
    const auto admin = admin_token();
    const auto id = text(json_of(get("/user", admin)), "id");
    EXPECT_EQ(code(put("/users/" + id, R"({"role":"attendee"})", admin)), "conflict");
}

TEST_F(AccountsApiTest, admins_and_services_list_users) {
    for (const auto* email : {"a@example.org", "b@example.org", "c@example.org"}) sign_up(email);
    EXPECT_EQ(get("/users", token_of("a@example.org")).status, 403);
    EXPECT_EQ(get("/users").status, 401);
    const auto service = service_token();
    const auto first = json_of(get("/users?limit=2", service));
    EXPECT_EQ(first.at("data").as_array().size(), 2u);
    const auto second = json_of(get("/users?limit=2&cursor=" + text(first, "next_cursor"), service));
    EXPECT_EQ(second.at("data").as_array().size(), 1u);
    EXPECT_TRUE(second.at("next_cursor").is_null());
    const auto narrowed = json_of(get("/users?email=B%40Example.org", service));
    ASSERT_EQ(narrowed.at("data").as_array().size(), 1u);
    EXPECT_EQ(text(narrowed.at("data").at(0), "email"), "b@example.org");
    EXPECT_EQ(get("/users?limit=501", service).status, 422);
    EXPECT_EQ(get("/users?cursor=x", service).status, 422);
    EXPECT_EQ(get("/users?nonsense=1", service).status, 422);
}

TEST_F(AccountsApiTest, services_learn_how_to_reach_a_user) {
    const auto id = sign_up("ann@example.org");
    EXPECT_EQ(get("/internal/users/" + id + "/contact", service_token()).body,
              R"({"name":"Ann","email":"ann@example.org"})");
    EXPECT_EQ(get("/internal/users/" + id + "/contact", token_of("ann@example.org")).status, 403);
    EXPECT_EQ(code(get("/internal/users/x/contact", service_token())), "user_not_found");
}

TEST_F(AccountsApiTest, the_first_admin_is_made_once_with_a_password_that_is_told) {
    const auto made = run(loop_, accounts_.ensure_admin({}, "admin@example.org", std::nullopt));
    EXPECT_TRUE(made.made);
    EXPECT_EQ(made.password.size(), 20u);
    EXPECT_EQ(log_in("admin@example.org", made.password).status, 200);
    const auto again = run(loop_, accounts_.ensure_admin({}, "other@example.org", std::nullopt));
    EXPECT_FALSE(again.made);
    EXPECT_EQ(log_in("other@example.org", again.password).status, 401);
}

TEST_F(AccountsApiTest, a_user_who_is_there_already_becomes_the_first_admin) {
    sign_up("ann@example.org");
    const auto made = run(loop_, accounts_.ensure_admin({}, "Ann@example.org", std::nullopt));
    EXPECT_TRUE(made.made);
    EXPECT_EQ(made.password, "");
    EXPECT_EQ(text(json_of(get("/user", token_of("ann@example.org"))), "role"), "admin");
}

TEST_F(AccountsApiTest, a_role_is_granted_by_email) {
    sign_up("ann@example.org");
    EXPECT_EQ(run(loop_, accounts_.grant({}, "ann@example.org", Role::organizer))->role, Role::organizer);
    EXPECT_EQ(run(loop_, accounts_.grant({}, "no@example.org", Role::organizer)).error().reason,
              AccountRejection::not_found);
}

}  // namespace
}  // namespace boxoffice::user
