#pragma once

#include "platform/http/router.hpp"
#include "services/notification/app/notifications.hpp"

namespace boxoffice::notification {

/// The notifications over HTTP, as api/openapi.yaml describes them.
class Api {
public:
    explicit Api(Notifications& notifications) : notifications_(notifications) {}

    /// The router must not outlive this object.
    void add_routes(http::Router& router);

private:
    Task<http::Response> send(http::Request& request);
    Task<http::Response> list(http::Request& request);
    Task<http::Response> count(http::Request& request);
    Task<http::Response> find(http::Request& request);

    Notifications& notifications_;
};

}  // namespace boxoffice::notification
