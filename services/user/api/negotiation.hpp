#pragma once

#include "platform/http/message.hpp"

namespace boxoffice::user {

/// Whether `Accept` gives text/html a higher weight than application/json (RFC 9110, section 12.5.1). Where both weigh
/// the same, the one named more precisely wins, and then JSON: `*/*` and no header at all ask for JSON.
bool prefers_html(const http::Request& request);

/// Whether the body is said to be a form (application/x-www-form-urlencoded).
bool is_form(const http::Request& request);

}  // namespace boxoffice::user
