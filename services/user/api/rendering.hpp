#pragma once

#include "platform/http/message.hpp"
#include "services/user/app/accounts.hpp"
#include "services/user/app/sessions.hpp"

#include <string>

namespace boxoffice::user {

/// A user as JSON: `{id, name, email, phone?, role, created_at}`.
std::string user_json(const User& user);
/// 200 with the user and its ETag.
http::Response user_response(const User& user);
/// `"<revision>"`.
std::string entity_tag(const User& user);

/// 201 for a user who was just added, or the kept answer with Idempotency-Replayed.
KeptAnswer added_answer(const User& user);
http::Response added_response(const Added& added);

/// `{token, token_type, expires_in, user}`, not to be stored by anything on the way.
http::Response signed_in_response(const SignedIn& signed_in);
/// As RFC 6749, section 5.1, with `token` beside `access_token`.
http::Response service_token_response(const Sessions::ServiceToken& token);
std::string revocation_json(const auth::Revocation& revocation);
std::string contact_json(const Contact& contact);

/// What the caller is told of a refusal.
Problem problem_of(const AccountRefusal& refusal);
Problem problem_of(const CredentialsRefusal& refusal);

}  // namespace boxoffice::user
