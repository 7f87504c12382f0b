#pragma once

#include "platform/async/clock.hpp"
#include "platform/auth/token.hpp"
#include "platform/http/message.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace boxoffice::http {

/// Who may call a route. The role is checked here; whose booking it is, by the use case.
enum class Access {
    anyone,      ///< a token is not looked at
    optional,    ///< a good token makes a caller, none is fine, a bad one is refused (a bad cookie counts as none)
    signed_in,   ///< any role
    organizers,  ///< organizer, admin
    admins,
    services  ///< service, admin
};

/// What a route's body must be. A body of another type, or none where one is due, is 415.
enum class Body { none, json, form, json_or_form };

using Handler = std::function<Task<Response>(Request&)>;

/// A handler that is a method of an object, which outlives the router.
template <class T>
Handler handler(T& object, Task<Response> (T::*method)(Request&)) {
    return [&object, method](Request& request) { return (object.*method)(request); };
}

/// A row of a service's route table.
struct Route {
    Method method;
    std::vector<std::string> paths;  ///< the first is the documented one, the others are aliases; "/bookings/{id}"
    Access access;
    Body body = Body::none;
    Handler handler;
    bool documented = true;  ///< has to stand in the service's OpenAPI file
    bool always = false;     ///< answered also while the service is not ready
};

/// A problem as a page for people; nothing where the request asks for problem+json.
using ProblemPage = std::function<std::optional<Response>(const Request&, const Problem&)>;

/// Finds the route, checks in the contract's order (404, 405, 415, 413, 401, 403), calls the handler, and turns
/// problems and exceptions into problem+json: the one place that does (Unavailable is 503, every other exception 500).
/// Counts every answer (`boxoffice_http_requests_total`, `boxoffice_http_request_seconds`) and logs it: at level debug
/// where a GET succeeded, else info. Paths are never normalised; literals win over parameters; GET routes answer HEAD.
/// A path parameter that is not percent-encoded UTF-8, or holds a NUL, matches no route. Used on the loop's thread
/// only.
class Router {
public:
    struct Parts {
        auth::TokenVerifier& verifier;
        Clock& clock;
        Random& random;
        Log log;
        Metrics& metrics;
    };
    explicit Router(Parts parts);
    ~Router();

    void add(Route route);
    const std::vector<Route>& routes() const;

    /// Makes a request's token come from this cookie where no Authorization header is sent (the pages).
    void accept_cookie(std::string name);

    /// While `closed` says so, every route but those that are `always` answers 503.
    void serve_unless(std::function<bool()> closed);

    /// Asks `page` for every problem first, its own refusals included.
    void show_problems(ProblemPage page);

    /// What is known before the body is read: the answer if it is refused already, else nothing, and `request` carries
    /// its route, caller and trace, so that dispatch does not look again; where a token's key has to be asked for
    /// first, nothing is known early, and dispatch makes the checks. `content_length` is what the head announced;
    /// nothing where there is no body or its length is not known.
    std::optional<Response> refuse_early(Request& request, std::optional<std::uint64_t> content_length,
                                         std::uint64_t body_bytes_max = 1024 * 1024);

    /// The whole way for a request with its body: also how services of one process call each other. Never throws.
    /// The checks of refuse_early are made here unless they were made for this request.
    Task<Response> dispatch(Request request);

    /// The answer to a request that no handler will see (malformed, too long): rendered, counted and logged as all are.
    Response refused(Request& request, Problem problem);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice::http
