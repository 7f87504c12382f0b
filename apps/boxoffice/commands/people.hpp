#pragma once

#include "apps/boxoffice/services_at_hand.hpp"

#include <boost/json/object.hpp>

#include <optional>

namespace boxoffice::commands {

/// The user of this e-mail as `GET /users` shows them; nothing when there is none.
std::optional<boost::json::object> find_user(ServicesAtHand& services, const std::string& email);

}  // namespace boxoffice::commands
