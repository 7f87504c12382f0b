#pragma once

#include "platform/http/message.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace boxoffice {

/// The body as JSON; throws when it is not.
boost::json::value json_of(const http::Response& response);
/// A member of the body: a text as it is, anything else as JSON; empty when it is absent.
std::string member(const http::Response& response, std::string_view name);
/// The problem's code; empty when the answer is no problem.
std::string code(const http::Response& response);
/// The header's first value by its exact name; empty when it is absent.
std::string header(const http::Response& response, std::string_view name);
/// Whether the answer is one that was kept for its idempotency key.
bool replayed(const http::Response& response);

}  // namespace boxoffice
