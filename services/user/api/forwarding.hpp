#pragma once

#include "platform/http/message.hpp"

#include <string>

namespace boxoffice::user {

/// The request as a neighbour gets it: same method, path, query and body, the headers that matter to it, the trace, and
/// the caller's token as Authorization also where it came by cookie. Nothing is added on the caller's behalf.
http::Request forwarded(const http::Request& request, const std::string& cookie_token);

}  // namespace boxoffice::user
