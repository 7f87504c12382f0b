#pragma once

#include "platform/async/task.hpp"
#include "platform/auth/caller.hpp"
#include "platform/problem/problem.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::http {

enum class Method { get, head, post, put, patch, delete_, options, other };

/// "GET", "POST", …; "?" for `other`.
std::string_view method_name(Method method);

using Headers = std::vector<std::pair<std::string, std::string>>;

struct RouteEntry;

/// A request as the handlers see it. It lives until its handler has answered.
struct Request {
    Method method = Method::get;
    std::string target;  ///< as received: path and query, still encoded
    Headers headers;
    std::string body;
    std::string remote_address;

    // Filled by the router:
    /// The caller (empty subject where nobody signed in) and the trace. A trace that is set before the router sees the
    /// request (a call within the process) is carried on; else `traceparent` is, or a new one begins.
    Context context;
    Headers parameters;                   ///< path parameters, decoded
    std::string route;                    ///< method and pattern, as "POST /bookings"; the same for a path's aliases
    const RouteEntry* matched = nullptr;  ///< what Router::refuse_early found; dispatch takes it and leaves none

    /// The first value of a header, by name without case; empty when absent.
    std::string_view header(std::string_view name) const;
    /// A path parameter, decoded; empty when the route has none of that name.
    std::string_view parameter(std::string_view name) const;
    /// The path, still encoded, without the query.
    std::string_view path() const;
    /// The query, still encoded, without the question mark.
    std::string_view query() const;
    /// A cookie's value; empty when absent.
    std::string_view cookie(std::string_view name) const;
    bool signed_in() const { return !context.caller.subject.empty(); }
};

/// Where a streamed answer (Server-Sent Events) is written, piece by piece.
class Stream {
public:
    virtual ~Stream() = default;
    /// Sends a piece; resumes when the socket took it. False once the client is gone: then stop.
    virtual Task<bool> send(std::string piece) = 0;
    /// Sends a piece without waiting for it, which is the cheap way where the same goes to many streams. False, and
    /// nothing is sent, while an earlier piece is under way or once the client is gone. A client that goes while it is
    /// sent cancels who streams.
    virtual bool offer(std::string_view piece) = 0;
};

/// An answer: whole, or streamed.
struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    Headers headers;
    /// When set, runs after the head was sent (without Content-Length, body ignored) until it returns; it is cancelled
    /// when the server drains or the client goes.
    std::function<Task<>(Stream&)> stream;
    /// When set, rendered as problem+json by the router, which knows the path and the trace. It stays set, so that one
    /// who dispatches within the process can look at it.
    std::optional<Problem> problem;
    /// Filled by the router: the trace of the request; the server sends its id as the header `Trace-Id`.
    Trace trace;

    Response() = default;
    Response(int answered_status, std::string json) : status(answered_status), body(std::move(json)) {}
    Response(Problem given_problem);  // NOLINT: a problem is an answer wherever one is due

    /// Sets a header unless the answer has it already.
    void with_default(std::string_view name, std::string_view value);
    Response& with(std::string name, std::string value) & {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    Response&& with(std::string name, std::string value) && {
        headers.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
};

}  // namespace boxoffice::http
