#pragma once

#include "platform/auth/caller.hpp"

#include <expected>
#include <string>
#include <string_view>

/// What a token's payload says. Inside platform/auth only.
namespace boxoffice::auth {

/// How far another machine's clock may be ahead.
inline constexpr std::chrono::seconds clock_leeway{60};

/// Reads the claims of a token whose signature held, and checks `iss`, `aud`, `iat` and `nbf` against `now` (`exp`
/// is asked at every use); otherwise says in a sentence what is wrong.
std::expected<Caller, std::string> read_claims(std::string_view payload, Timestamp now);

}  // namespace boxoffice::auth
