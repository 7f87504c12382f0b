#pragma once

#include "platform/http/router.hpp"
#include "services/event/api/representation.hpp"
#include "services/event/app/conservation.hpp"
#include "services/event/app/events.hpp"
#include "services/event/app/imports.hpp"
#include "services/event/app/inventories.hpp"
#include "services/event/app/listings.hpp"

namespace boxoffice::event {

/// The event service over HTTP, as api/openapi.yaml describes it. Used on the loop's thread only.
class Api {
public:
    /// What is passed must outlive this object, and this object the router.
    Api(Events& events, Listings& listings, Inventories& inventories, Imports& imports, Conservation& conservation,
        EventStore& store, Clock& clock);

    void add_routes(http::Router& router);

private:
    void add_neighbour_routes(http::Router& router);

    Task<http::Response> create(http::Request& request);
    Task<http::Response> list(http::Request& request);
    Task<http::Response> get(http::Request& request);
    Task<http::Response> edit(http::Request& request);
    Task<http::Response> remove(http::Request& request);
    Task<http::Response> availability(http::Request& request);
    Task<http::Response> stream(http::Request& request);

    Task<http::Response> inventory(http::Request& request);
    Task<http::Response> allocate(http::Request& request);
    Task<http::Response> allocation(http::Request& request);
    Task<http::Response> import(http::Request& request);
    Task<http::Response> check_conservation(http::Request& request);

    http::Response answer(int status, const EventView& view);

    Events& events_;
    Listings& listings_;
    Inventories& inventories_;
    Imports& imports_;
    Conservation& conservation_;
    EventStore& store_;
    Clock& clock_;
    EventJson json_;
};

}  // namespace boxoffice::event
