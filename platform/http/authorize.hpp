#pragma once

#include "platform/auth/token.hpp"
#include "platform/http/router.hpp"

#include <optional>
#include <string>

namespace boxoffice::http {

/// Who a request's token says is asking, and whether that may call a route of this access: the caller is put into
/// `request.context`. The problem when not: `unauthenticated` or `forbidden`.
std::optional<Problem> authorize(Request& request, Access access, auth::TokenVerifier& verifier, Timestamp now,
                                 const std::string& cookie_name);

}  // namespace boxoffice::http
