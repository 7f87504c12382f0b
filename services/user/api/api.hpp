#pragma once

#include "platform/http/router.hpp"
#include "services/user/api/account_handlers.hpp"
#include "services/user/api/pages/pages.hpp"
#include "services/user/api/session_handlers.hpp"
#include "services/user/ports/neighbour.hpp"

#include <functional>

namespace boxoffice::user {

/// The user service over HTTP: accounts and sessions, the pages, and what is passed on to the event and the booking
/// service. Where one path has a page and a JSON answer, `prefers_html` decides.
class Api {
public:
    struct Parts {
        Accounts& accounts;
        Sessions& sessions;
        Pages& pages;
        BrowserSessions& browser_sessions;
        Neighbour& events;
        Neighbour& bookings;
    };
    explicit Api(Parts parts);

    /// Adds every row, and makes the router accept the session cookie. The router must not outlive this object.
    void add_routes(http::Router& router);

private:
    using Reply = std::function<Task<http::Response>(http::Request&)>;

    void add_account_routes(http::Router& router);
    void add_event_routes(http::Router& router);
    void add_booking_routes(http::Router& router);
    void add_page_routes(http::Router& router);

    /// Answers by `page` where HTML is preferred, else by `otherwise`.
    static Reply negotiated(Reply page, Reply otherwise);
    /// Answers by `page` where the body is a form, else by `otherwise`.
    static Reply by_body(Reply page, Reply otherwise);
    /// Refuses a change that only a cookie vouches for, unless it brings the CSRF token as a header or in its form.
    Reply guarded(Reply reply);
    Reply to(Neighbour& neighbour);

    Task<http::Response> guard(http::Request& request, const Reply& reply);
    Task<http::Response> forward(Neighbour& neighbour, http::Request& request);
    Task<http::Response> list_events(http::Request& request);
    Task<http::Response> list_own_bookings(http::Request& request);

    Parts parts_;
    AccountHandlers accounts_;
    SessionHandlers sessions_;
};

}  // namespace boxoffice::user
