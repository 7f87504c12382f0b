#pragma once

#include "services/user/domain/user.hpp"

#include <string_view>

namespace boxoffice::user {

/// Reads `If-Match` (RFC 9110, section 13.1.1): absent or `*` admits any revision; tags that are weak or not ours
/// match none.
ExpectedRevision read_if_match(std::string_view header);

}  // namespace boxoffice::user
