#pragma once

#include "platform/http/message.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace boxoffice::http {

/// What the connection adds to an answer.
struct Framing {
    bool keep_alive = true;
    bool is_http_1_1 = true;  ///< the client's version
    bool chunked = false;     ///< a stream to a client that knows chunks
    std::string_view date;    ///< as http_date gives it
};

/// Appends the head: status line, Content-Type and Content-Length where they are due, Date, Trace-Id, the headers that
/// every answer has for safety, `Cache-Control: no-store` unless the answer says otherwise, and the answer's own.
/// A header whose value holds a line break is left out.
void append_head(std::string& out, const Response& response, const Framing& framing);

/// Whether an answer of this status has a body at all (RFC 9110, section 6.4.1).
bool has_body(int status);

/// IMF-fixdate (RFC 9110, section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::chrono::sys_seconds time);

}  // namespace boxoffice::http
