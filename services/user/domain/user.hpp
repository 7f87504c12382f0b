#pragma once

#include "platform/auth/caller.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::user {

/// Somebody with an account. `role` is never `service`.
struct User {
    UserId id;
    std::string name;
    std::string email;                      ///< as it was typed; compared by `email_key`
    std::optional<std::string> phone = {};  ///< E.164
    Role role = Role::attendee;
    Timestamp created_at{};
    std::int64_t revision = 1;  ///< grows with every change; the ETag

    bool operator==(const User&) const = default;
};

/// By which two addresses are the same: ASCII letters in lower case. (Mail providers fold no others.)
std::string email_key(std::string_view email);

/// Which revisions a change may find; without a list, any (If-Match absent, or `*`).
struct ExpectedRevision {
    std::optional<std::vector<std::int64_t>> one_of = {};

    bool admits(std::int64_t revision) const {
        return !one_of || std::ranges::find(*one_of, revision) != one_of->end();
    }
};

/// How somebody can be reached.
struct Contact {
    std::string name;
    std::string email;
    std::optional<std::string> phone = {};
};

}  // namespace boxoffice::user
