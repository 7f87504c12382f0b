#pragma once

#include "apps/boxoffice/configuration.hpp"
#include "apps/boxoffice/data_folder.hpp"
#include "apps/boxoffice/standing.hpp"
#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "platform/async/timeouts.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/auth/token.hpp"
#include "platform/http/server.hpp"
#include "platform/http/service_routes.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace boxoffice {

/// What all services of this process share.
struct Base {
    /// Throws SettingError where these services cannot run in one process with these settings (check_deployment).
    Base(const Configuration& given_configuration, Services given_services, Loop& given_loop);

    /// Whether the service is in this process.
    bool runs(Service service) const { return services.contains(service); }

    const Configuration& configuration;
    const Services services;
    Loop& loop;
    DataFolder folder;
    LogFile log_file;
    SystemClock clock;
    SystemRandom random;
    UuidSource ids;
    auth::TokenVerifier verifier;
    Timeouts timeouts;
    TaskScope scope;
    WorkerPool workers;  ///< for passwords: who signs in can wait a moment longer than who books
    Secret service_secret;
    std::string public_url;
};

/// What each service has of its own besides its use cases: a voice, metrics, a route table and a port.
struct Door {
    Door(Base& base, Service service);

    Log log;
    Metrics metrics;
    Standing standing;
    http::Router router;
    http::Server server;
};

/// /healthz, /readyz, /metrics, /openapi.json, /docs and /assets of a service.
void add_common_routes(Door& door, const std::string& service, std::string_view openapi,
                       std::vector<http::ApiDocument> neighbours = {});

}  // namespace boxoffice
