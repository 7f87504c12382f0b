#pragma once

#include "platform/http/router.hpp"
#include "services/booking/app/bookings.hpp"
#include "services/booking/app/recovery.hpp"

namespace boxoffice::booking {

/// The booking service over HTTP, as api/openapi.yaml describes it.
class Api {
public:
    Api(Bookings& bookings, Recovery& recovery) : bookings_(bookings), recovery_(recovery) {}

    /// The router must not outlive this object.
    void add_routes(http::Router& router);

private:
    Task<http::Response> book(http::Request& request);
    Task<http::Response> list(http::Request& request);
    Task<http::Response> get(http::Request& request);
    Task<http::Response> change(http::Request& request);
    Task<http::Response> cancel(http::Request& request);
    Task<http::Response> close_event(http::Request& request);

    Bookings& bookings_;
    Recovery& recovery_;
};

}  // namespace boxoffice::booking
