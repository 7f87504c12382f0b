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
    optional,    ///< a good token makes a caller, none is fine, a bad one is refused
    signed_in,   ///< any role
    organizers,  ///< organizer, admin
    admins,
    services  ///< service, admin
};

/// What a route's body must be. A body of another type, or none where one is due, is 415.
enum class Body { none, json, form, json_or_form };

using Handler = std::function<Task<Response>(Request&)>;

/// A row of a service's route table.
struct Route {
    Method method;
    std::vector<std::string> paths;  ///< the first is the documented one, the others are aliases; "/bookings/{id}"
    Access access;
    Body body = Body::none;
    Handler handler;
    bool documented = true;  ///< has to stand in the service's OpenAPI file
};

/// Finds the route, checks in the contract's order (404, 405, 415, 413, 401, 403), calls the handler, and turns
/// problems and exceptions into problem+json: the one place that does. Adds `trace_id` and ETag-free defaults to every
/// answer, counts it, and logs it. Paths are never normalised; literals win over parameters.
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

    /// What is known before the body is read: the answer if it is refused already, else nothing.
    /// `content_length` is what the head announced.
    std::optional<Response> refuse_early(Request& request, std::optional<std::uint64_t> content_length);

    /// The whole way for a request with its body: also how services of one process call each other. Never throws.
    Task<Response> dispatch(Request request);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice::http
