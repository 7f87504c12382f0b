#include "services/user/api/rendering.hpp"

#include "platform/json/write.hpp"

namespace boxoffice::user {

namespace {

struct UserView {
    UserId id;
    std::string name;
    std::string email;
    std::optional<std::string> phone;
    Role role{};
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(UserView, (), (id, name, email, phone, role, created_at))

struct SignedInView {
    std::string token;
    std::string token_type;
    std::int64_t expires_in = 0;
    UserView user;
};
BOOST_DESCRIBE_STRUCT(SignedInView, (), (token, token_type, expires_in, user))

struct ServiceTokenView {
    std::string access_token;
    std::string token;
    std::string token_type;
    std::int64_t expires_in = 0;
};
BOOST_DESCRIBE_STRUCT(ServiceTokenView, (), (access_token, token, token_type, expires_in))

struct RevocationView {
    std::int64_t sequence = 0;
    std::optional<std::string> session;
    std::optional<std::string> subject;
    std::optional<Timestamp> issued_before;
    Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(RevocationView, (), (sequence, session, subject, issued_before, expires_at))

struct ContactView {
    std::string name;
    std::string email;
    std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(ContactView, (), (name, email, phone))

UserView view(const User& user) {
    return {.id = user.id,
            .name = user.name,
            .email = user.email,
            .phone = user.phone,
            .role = user.role,
            .created_at = user.created_at};
}

Problem too_many(std::chrono::seconds retry_after) {
    return {.code = "too_many_requests",
            .detail = "Too many sign-ins have failed. Try again later.",
            .retry_after = retry_after};
}

Problem overloaded() { return problem::unavailable("Too many people are signing in just now. Try again."); }

}  // namespace

std::string user_json(const User& user) { return json::write(view(user)); }

std::string entity_tag(const User& user) { return fmt::format("\"{}\"", user.revision); }

http::Response user_response(const User& user) {
    return http::Response(200, user_json(user)).with("ETag", entity_tag(user));
}

KeptAnswer added_answer(const User& user) {
    return {.status = 201, .body = user_json(user), .location = "/users/" + user.id.text()};
}

http::Response added_response(const Added& added) {
    const auto answer = added.replayed.value_or(added_answer(added.user));
    auto response = http::Response(answer.status, answer.body).with("Location", answer.location);
    if (added.replayed) return std::move(response).with("Idempotency-Replayed", "true");
    return std::move(response).with("ETag", entity_tag(added.user));
}

http::Response signed_in_response(const SignedIn& signed_in) {
    const SignedInView body{.token = signed_in.token,
                            .token_type = "Bearer",
                            .expires_in = signed_in.lifetime.count(),
                            .user = view(signed_in.user)};
    return http::Response(200, json::write(body)).with("Cache-Control", "no-store");
}

http::Response service_token_response(const Sessions::ServiceToken& token) {
    const ServiceTokenView body{.access_token = token.token,
                                .token = token.token,
                                .token_type = "Bearer",
                                .expires_in = token.lifetime.count()};
    return http::Response(200, json::write(body)).with("Cache-Control", "no-store");
}

std::string revocation_json(const auth::Revocation& revocation) {
    RevocationView body{.sequence = revocation.sequence,
                        .session = revocation.session,
                        .subject = {},
                        .issued_before = {},
                        .expires_at = revocation.expires_at};
    if (revocation.session.empty()) {
        body.session.reset();
        body.subject = revocation.subject;
        body.issued_before = revocation.issued_before;
    }
    return json::write(body);
}

std::string contact_json(const Contact& contact) {
    return json::write(ContactView{.name = contact.name, .email = contact.email, .phone = contact.phone});
}

Problem problem_of(const AccountRefusal& refusal) {
    switch (refusal.reason) {
        case AccountRejection::not_found: return problem::not_found("user");
        case AccountRejection::email_taken:
            return {.code = "user_already_exists", .detail = "There is an account with this e-mail address already."};
        case AccountRejection::key_reused: return problem::idempotency_key_reused();
        case AccountRejection::stale: return problem::precondition_failed();
        case AccountRejection::wrong_password:
            return {.code = "invalid_credentials", .detail = "The present password is another one."};
        case AccountRejection::too_many: return too_many(refusal.retry_after);
        case AccountRejection::overloaded: return overloaded();
        case AccountRejection::last_admin:
            return {.code = "conflict", .detail = "This is the only admin. Make another one first."};
    }
    __builtin_unreachable();
}

Problem problem_of(const CredentialsRefusal& refusal) {
    switch (refusal.reason) {
        case CredentialsRefusal::wrong:
            return {.code = "invalid_credentials", .detail = "The e-mail address or the password is wrong."};
        case CredentialsRefusal::too_many: return too_many(refusal.retry_after);
        case CredentialsRefusal::overloaded: return overloaded();
    }
    __builtin_unreachable();
}

}  // namespace boxoffice::user
