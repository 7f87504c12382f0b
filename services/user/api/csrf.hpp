#pragma once

#include "platform/config/secret.hpp"

#include <string>
#include <string_view>

namespace boxoffice::user {

/// The proof that a form was made by this site for this session: HMAC-SHA256 of the session's id under the service
/// secret, in 64 lower-case hexadecimal digits. The same on every instance, and nothing to store.
std::string csrf_token(const Secret& service_secret, std::string_view session);

/// Compared in constant time; false for an empty session.
bool csrf_token_matches(const Secret& service_secret, std::string_view session, std::string_view token);

}  // namespace boxoffice::user
