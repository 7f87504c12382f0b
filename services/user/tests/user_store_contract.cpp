#include "services/user/tests/user_store_contract.hpp"

#include <gmock/gmock.h>

namespace boxoffice::user {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

User UserStoreContract::add(const std::string& email, Role role) {
    User user{.id = {Uuid{{next_id_++}}}, .name = "Ann", .email = email, .role = role, .created_at = now_};
    const auto added = run(loop_, store_->add({user, "hash of " + email}, std::nullopt, {}, now_));
    EXPECT_TRUE(added);
    return user;
}

std::string UserStoreContract::open_session(const User& user, const std::string& id) {
    run(loop_, store_->open_session({id, user.id, now_ + 1h}, "hash of " + user.email, now_));
    return id;
}

Changed UserStoreContract::change(const User& user, UserChange change) {
    return run(loop_, store_->change(user.id, std::move(change), {}, now_)).value();
}

namespace {

std::vector<std::string> sessions(const std::vector<auth::Revocation>& revocations) {
    std::vector<std::string> ids;
    for (const auto& revocation : revocations) ids.push_back(revocation.session);
    return ids;
}

std::vector<std::string> emails(const std::vector<User>& users) {
    std::vector<std::string> found;
    for (const auto& user : users) found.push_back(user.email);
    return found;
}

TEST_P(UserStoreContract, a_user_is_found_as_added_also_after_reopening) {
    User user{.id = {Uuid{{7}}},
              .name = "Zoë",
              .email = "Zoe@Example.org",
              .phone = "+4930123456",
              .role = Role::organizer,
              .created_at = now_};
    run(loop_, store_->add({user, "hash"}, std::nullopt, {}, now_));
    reopen();
    EXPECT_EQ(run(loop_, store_->find(user.id))->user, user);
    EXPECT_EQ(run(loop_, store_->find(user.id))->password_hash, "hash");
    EXPECT_EQ(run(loop_, store_->find_by_email("zoe@EXAMPLE.org"))->user, user);
}

TEST_P(UserStoreContract, who_is_absent_is_not_found) {
    EXPECT_FALSE(run(loop_, store_->find({Uuid{{9}}})));
    const std::string no_text("a\0b@example.org", 15);
    for (const auto& email : {std::string("nobody@example.org"), std::string("Zoë' OR '1'='1"), no_text}) {
        EXPECT_FALSE(run(loop_, store_->find_by_email(email)));
        EXPECT_THAT(run(loop_, store_->list({.email = email})), IsEmpty());
    }
    EXPECT_EQ(run(loop_, store_->change({Uuid{{9}}}, {}, {}, now_)).error(), ChangeRejection::not_found);
    EXPECT_FALSE(run(loop_, store_->open_session({"s", {Uuid{{9}}}, now_ + 1h}, "hash", now_)));
}

TEST_P(UserStoreContract, an_email_is_taken_once_whatever_its_case) {
    add("ann@example.org");
    User other{.id = {Uuid{{99}}}, .name = "Other", .email = "ANN@example.org"};
    const auto added = run(loop_, store_->add({other, "hash"}, std::nullopt, {}, now_));
    EXPECT_EQ(added.error(), AddRejection::email_taken);
    EXPECT_FALSE(run(loop_, store_->find(other.id)));
}

TEST_P(UserStoreContract, of_many_at_once_one_gets_the_email) {
    std::vector<std::future<std::expected<Added, AddRejection>>> results;
    for (std::uint8_t i = 1; i <= 20; ++i)
        results.push_back(start(
            loop_, store_->add({{.id = {Uuid{{i}}}, .name = "N", .email = "a@b.c"}, "hash"}, std::nullopt, {}, now_)));
    int added = 0;
    for (auto& result : results) added += finish(loop_, result).has_value();
    EXPECT_EQ(added, 1);
}

TEST_P(UserStoreContract, of_many_at_once_with_one_key_one_is_added_and_all_get_its_answer) {
    const IdempotencyKey key{.id = sha256("key"), .fingerprint = sha256("body")};
    std::vector<std::future<std::expected<Added, AddRejection>>> results;
    for (std::uint8_t i = 1; i <= 20; ++i)
        results.push_back(start(loop_, store_->add({{.id = {Uuid{{i}}}, .name = "N", .email = "a@b.c"}, "hash"}, key,
                                                   {.status = 201, .body = std::to_string(i)}, now_)));
    std::vector<std::string> answers;
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto added = finish(loop_, results[i]).value();
        answers.push_back(added.replayed ? added.replayed->body : std::to_string(i + 1));
    }
    EXPECT_THAT(answers, testing::Each(answers.front()));
    EXPECT_EQ(run(loop_, store_->list({})).size(), 1);
}

TEST_P(UserStoreContract, a_repeat_of_a_key_gets_the_first_answer_and_another_request_is_refused) {
    const IdempotencyKey key{.id = sha256("key"), .fingerprint = sha256("body")};
    const User first{.id = {Uuid{{1}}}, .name = "Ann", .email = "ann@example.org"};
    const KeptAnswer answer{.status = 201, .body = "first", .location = "/users/1"};
    EXPECT_FALSE(run(loop_, store_->add({first, "hash"}, key, answer, now_))->replayed);

    User again = first;
    again.id = {Uuid{{2}}};
    const auto repeated = run(loop_, store_->add({again, "hash"}, key, {.status = 201, .body = "second"}, now_));
    EXPECT_EQ(repeated->replayed->body, "first");
    EXPECT_EQ(repeated->replayed->location, "/users/1");
    EXPECT_FALSE(run(loop_, store_->find(again.id)));

    const IdempotencyKey other{.id = key.id, .fingerprint = sha256("other")};
    again.email = "other@example.org";
    EXPECT_EQ(run(loop_, store_->add({again, "hash"}, other, answer, now_)).error(), AddRejection::key_reused);
}

TEST_P(UserStoreContract, a_refusal_is_not_kept_under_the_key) {
    const IdempotencyKey key{.id = sha256("key"), .fingerprint = sha256("body")};
    const auto ann = add("ann@example.org");
    const Account account{{.id = {Uuid{{50}}}, .name = "Ann", .email = ann.email}, "hash"};
    EXPECT_EQ(run(loop_, store_->add(account, key, {}, now_)).error(), AddRejection::email_taken);
    EXPECT_EQ(run(loop_, store_->add(account, key, {}, now_)).error(), AddRejection::email_taken);
}

TEST_P(UserStoreContract, a_list_goes_from_the_newest_on) {
    for (const auto* email : {"a@x.org", "b@x.org", "c@x.org"}) add(email);
    EXPECT_THAT(emails(run(loop_, store_->list({.limit = 2}))), ElementsAre("c@x.org", "b@x.org"));
    EXPECT_THAT(emails(run(loop_, store_->list({.before = UserId{Uuid{{2}}}, .limit = 2}))), ElementsAre("a@x.org"));
    EXPECT_THAT(emails(run(loop_, store_->list({.email = "B@x.org"}))), ElementsAre("b@x.org"));
    EXPECT_THAT(emails(run(loop_, store_->list({.email = "nobody@x.org"}))), IsEmpty());
}

TEST_P(UserStoreContract, a_change_sets_what_is_given_and_raises_the_revision) {
    const auto ann = add("ann@example.org");
    auto changed = change(ann, {.name = "Anna", .phone = std::optional<std::string>("+4930123456")}).user;
    EXPECT_EQ(changed.name, "Anna");
    EXPECT_EQ(changed.phone, "+4930123456");
    EXPECT_GT(changed.revision, ann.revision);
    changed = change(ann, {.phone = std::optional<std::string>()}).user;
    EXPECT_EQ(changed.name, "Anna");
    EXPECT_EQ(changed.phone, std::nullopt);
    EXPECT_EQ(run(loop_, store_->find(ann.id))->user, changed);
}

TEST_P(UserStoreContract, a_stale_change_changes_nothing) {
    const auto ann = add("ann@example.org");
    const ExpectedRevision old{.one_of = std::vector{ann.revision}};
    EXPECT_TRUE(run(loop_, store_->change(ann.id, {.name = "First"}, old, now_)));
    EXPECT_EQ(run(loop_, store_->change(ann.id, {.name = "Second"}, old, now_)).error(), ChangeRejection::stale);
    EXPECT_EQ(run(loop_, store_->find(ann.id))->user.name, "First");
}

TEST_P(UserStoreContract, a_new_password_ends_the_other_sessions) {
    const auto ann = add("ann@example.org");
    const auto bob = add("bob@example.org");
    open_session(ann, "here");
    open_session(ann, "there");
    open_session(bob, "bobs");
    const auto changed =
        change(ann, {.password = UserChange::Password{"new", "hash of ann@example.org"}, .kept_session = "here"});
    EXPECT_THAT(sessions(changed.ended), ElementsAre("there"));
    EXPECT_THAT(sessions(run(loop_, store_->revocations_after(0, 10))), ElementsAre("there"));
    EXPECT_EQ(run(loop_, store_->find(ann.id))->password_hash, "new");
}

TEST_P(UserStoreContract, a_password_that_was_changed_meanwhile_opens_and_changes_nothing) {
    const auto ann = add("ann@example.org");
    const UserChange wanted{.password = UserChange::Password{"new", "another hash"}};
    EXPECT_EQ(run(loop_, store_->change(ann.id, wanted, {}, now_)).error(), ChangeRejection::password_changed);
    EXPECT_FALSE(run(loop_, store_->open_session({"s", ann.id, now_ + 1h}, "another hash", now_)));
}

TEST_P(UserStoreContract, another_role_ends_every_session_and_the_same_role_none) {
    const auto ann = add("ann@example.org");
    open_session(ann, "one");
    open_session(ann, "two");
    EXPECT_THAT(change(ann, {.role = Role::attendee}).ended, IsEmpty());
    const auto changed = change(ann, {.role = Role::organizer, .kept_session = "one"});
    EXPECT_EQ(changed.user.role, Role::organizer);
    EXPECT_THAT(sessions(changed.ended), UnorderedElementsAre("one", "two"));
    EXPECT_EQ(run(loop_, store_->open_session({"three", ann.id, now_ + 1h}, "hash of ann@example.org", now_))->role,
              Role::organizer);
}

TEST_P(UserStoreContract, the_last_admin_stays_one) {
    EXPECT_FALSE(run(loop_, store_->has_admin()));
    const auto first = add("first@example.org", Role::admin);
    EXPECT_TRUE(run(loop_, store_->has_admin()));
    EXPECT_EQ(run(loop_, store_->change(first.id, {.role = Role::attendee}, {}, now_)).error(),
              ChangeRejection::last_admin);
    EXPECT_EQ(change(first, {.role = Role::admin}).user.role, Role::admin);
    add("second@example.org", Role::admin);
    EXPECT_EQ(change(first, {.role = Role::attendee}).user.role, Role::attendee);
}

TEST_P(UserStoreContract, of_two_admins_who_step_down_at_once_one_stays) {
    const auto first = add("first@example.org", Role::admin);
    const auto second = add("second@example.org", Role::admin);
    auto one = start(loop_, store_->change(first.id, {.role = Role::attendee}, {}, now_));
    auto other = start(loop_, store_->change(second.id, {.role = Role::attendee}, {}, now_));
    EXPECT_EQ(finish(loop_, one).has_value() + finish(loop_, other).has_value(), 1);
    EXPECT_TRUE(run(loop_, store_->has_admin()));
}

TEST_P(UserStoreContract, of_many_changes_of_one_revision_one_is_made) {
    const auto ann = add("ann@example.org");
    const ExpectedRevision expected{.one_of = std::vector{ann.revision}};
    std::vector<std::future<std::expected<Changed, ChangeRejection>>> results;
    for (int i = 0; i < 10; ++i)
        results.push_back(start(loop_, store_->change(ann.id, {.name = std::to_string(i)}, expected, now_)));
    int made = 0;
    for (auto& result : results) made += finish(loop_, result).has_value();
    EXPECT_EQ(made, 1);
    EXPECT_EQ(run(loop_, store_->find(ann.id))->user.revision, ann.revision + 1);
}

TEST_P(UserStoreContract, many_sessions_ended_at_once_are_each_revoked_once) {
    const auto ann = add("ann@example.org");
    std::vector<std::future<auth::Revocation>> results;
    for (int i = 0; i < 20; ++i) open_session(ann, std::to_string(i));
    for (int i = 0; i < 40; ++i)
        results.push_back(start(loop_, store_->end_session(std::to_string(i % 20), now_ + 1h)));
    std::map<std::string, std::int64_t> sequences;
    for (auto& result : results) {
        const auto revocation = finish(loop_, result);
        EXPECT_EQ(sequences.emplace(revocation.session, revocation.sequence).first->second, revocation.sequence);
    }
    EXPECT_EQ(run(loop_, store_->revocations_after(0, 100)).size(), 20);
}

TEST_P(UserStoreContract, a_session_is_revoked_once) {
    const auto ann = add("ann@example.org");
    open_session(ann, "s");
    const auto first = run(loop_, store_->end_session("s", now_ + 1h));
    EXPECT_EQ(first.session, "s");
    EXPECT_EQ(first.expires_at, now_ + 1h);
    EXPECT_EQ(run(loop_, store_->end_session("s", now_ + 2h)).sequence, first.sequence);
    EXPECT_GT(run(loop_, store_->end_session("unknown", now_ + 1h)).sequence, first.sequence);
    reopen();
    EXPECT_THAT(sessions(run(loop_, store_->revocations_after(0, 10))), ElementsAre("s", "unknown"));
    EXPECT_THAT(sessions(run(loop_, store_->revocations_after(first.sequence, 10))), ElementsAre("unknown"));
    EXPECT_THAT(sessions(run(loop_, store_->revocations_after(0, 1))), ElementsAre("s"));
}

TEST_P(UserStoreContract, expired_revocations_are_forgotten_and_their_sequence_is_not_used_again) {
    const auto ann = add("ann@example.org");
    const auto first = run(loop_, store_->end_session("old", now_ + 1h));
    now_ += 1h;
    open_session(ann, "new");
    EXPECT_THAT(run(loop_, store_->revocations_after(0, 10)), IsEmpty());
    EXPECT_GT(run(loop_, store_->end_session("new", now_ + 1h)).sequence, first.sequence);
}

TEST_P(UserStoreContract, every_registered_key_is_given_once) {
    EXPECT_THAT(run(loop_, store_->register_key("a", "{a}", now_)), ElementsAre("{a}"));
    EXPECT_THAT(run(loop_, store_->register_key("b", "{b}", now_)), UnorderedElementsAre("{a}", "{b}"));
    EXPECT_THAT(run(loop_, store_->register_key("a", "{a}", now_)), UnorderedElementsAre("{a}", "{b}"));
}

}  // namespace
}  // namespace boxoffice::user
