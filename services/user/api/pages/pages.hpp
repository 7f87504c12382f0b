#pragma once

#include "platform/async/clock.hpp"
#include "platform/auth/caller.hpp"
#include "platform/http/message.hpp"
#include "platform/http/service_routes.hpp"
#include "platform/id/uuid.hpp"
#include "services/user/api/pages/browser_ports.hpp"

#include <memory>
#include <span>
#include <string>

namespace boxoffice::user {

class Neighbour;

/// The pages that people see: HTML made here, complete without scripts. Each method is the handler of one route; a page
/// asks the neighbours as the person who looks at it, with that person's token. Used on the loop's thread only; must
/// outlive the requests under way.
///
/// Forms carry `csrf_token` (where a session exists) and are refused with 403 without it; answers to a form are 303 or
/// the form again, with what was typed and every fault. Problems become pages here, never problem+json.
class Pages {
public:
    struct Parts {
        Neighbour& events;    ///< the event service
        Neighbour& bookings;  ///< the booking service
        AccountActions& accounts;
        BrowserSessions& sessions;
        Clock& clock;
        Random& random;
        std::span<const http::Asset> assets;  ///< what /assets serves: styles, scripts, icon
    };
    explicit Pages(const Parts& parts);
    ~Pages();

    /// GET /: coming events by month; `q`, `city`, `country`, `topic`, `from`, `to`, `cursor`. `from` is now by
    /// default.
    Task<http::Response> home(http::Request& request);
    /// GET /events/{id}; `tickets` preselects a number.
    Task<http::Response> event(http::Request& request);

    /// GET and POST /register; `next` is where to go afterwards (a path of this site, else /Dashboard).
    Task<http::Response> register_form(http::Request& request);
    Task<http::Response> register_submit(http::Request& request);
    /// GET and POST /login; `next` as above. `tickets` of the query is carried on to an event's page.
    Task<http::Response> login_form(http::Request& request);
    Task<http::Response> login_submit(http::Request& request);
    /// POST /logout by form: ends the session and its cookie, then 303 to /.
    Task<http::Response> logout_submit(http::Request& request);

    /// GET /Dashboard: own bookings, the next one first; 303 to /login when signed out.
    Task<http::Response> dashboard(http::Request& request);
    /// GET /bookings/{id}: the ticket and what can be done with it; 303 to /login when signed out.
    Task<http::Response> booking(http::Request& request);
    /// POST /bookings by form: `event_id`, `tickets`, `payment_method`, `idempotency_key`; 303 to the booking.
    Task<http::Response> book_submit(http::Request& request);
    /// POST /bookings/{id}/change by form: `tickets`, `payment_method`; 303 to the booking.
    Task<http::Response> change_submit(http::Request& request);
    /// POST /bookings/{id}/cancel by form; 303 to the booking.
    Task<http::Response> cancel_submit(http::Request& request);

    /// A problem as a page, with its status and with what to do now.
    http::Response problem(const http::Request& request, const Problem& problem);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice::user
