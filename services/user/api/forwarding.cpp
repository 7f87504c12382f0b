#include "services/user/api/forwarding.hpp"

namespace boxoffice::user {

namespace {

constexpr std::string_view passed_headers[] = {"Accept",   "Authorization", "Content-Type",  "Idempotency-Key",
                                               "If-Match", "If-None-Match", "Last-Event-ID", "tracestate"};

}  // namespace

http::Request forwarded(const http::Request& request, const std::string& cookie_token) {
    http::Request forward;
    forward.method = request.method;
    forward.target = request.target;
    forward.body = request.body;
    forward.remote_address = request.remote_address;
    forward.context.trace = request.context.trace;
    for (const auto name : passed_headers)
        if (const auto value = request.header(name); !value.empty()) forward.headers.emplace_back(name, value);
    if (forward.header("Authorization").empty() && request.signed_in() && !cookie_token.empty())
        forward.headers.emplace_back("Authorization", "Bearer " + cookie_token);
    forward.headers.emplace_back("traceparent", request.context.trace.traceparent());
    return forward;
}

}  // namespace boxoffice::user
