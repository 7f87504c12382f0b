#pragma once

#include "platform/http/router.hpp"
#include "services/payment/app/payments.hpp"

namespace boxoffice::payment {

/// The gateway over HTTP, as api/openapi.yaml describes it. Services and admins only.
class Api {
public:
    explicit Api(Payments& payments) : payments_(payments) {}

    /// The router must not outlive this object.
    void add_routes(http::Router& router);

private:
    Task<http::Response> charge(http::Request& request);
    Task<http::Response> void_key(http::Request& request);
    Task<http::Response> refund(http::Request& request);
    Task<http::Response> find(http::Request& request);
    Task<http::Response> list(http::Request& request);
    Task<http::Response> journal(http::Request& request);

    Payments& payments_;
};

}  // namespace boxoffice::payment
