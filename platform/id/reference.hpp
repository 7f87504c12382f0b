#pragma once

#include <string>
#include <string_view>

namespace boxoffice {

/// What people read out of an id: its last eight characters, "9F3A-21C7". Not unique; the id itself when it is shorter.
std::string reference(std::string_view id);

}  // namespace boxoffice
