#pragma once

#include "platform/auth/caller.hpp"

#include <stdexcept>
#include <string>

/// What the stores of users write alike, whatever they are made of.
namespace boxoffice::user {

inline const char* role_text(Role role) { return boost::describe::enum_to_string(role, ""); }

/// Throws std::runtime_error for a text that role_text never gave.
inline Role role_of(const std::string& text) {
    Role role{};
    if (!boost::describe::enum_from_string(text.c_str(), role)) throw std::runtime_error("no such role: " + text);
    return role;
}

/// Where a list that goes from the newest user to the oldest begins.
inline constexpr UserId after_every_id = [] {
    UserId id;
    id.value.bytes.fill(0xff);
    return id;
}();

}  // namespace boxoffice::user
