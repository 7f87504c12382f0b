#pragma once

#include "platform/http/router.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::http {

/// A file that is part of the executable.
struct Asset {
    std::string_view path;  ///< as in web/: "styles.css"
    std::string_view content_type;
    std::string_view body;
    std::string_view hash;  ///< of the body, for ETag and for the `?v=` that makes it immutable
};

/// What `readyz` asks: nothing when the dependency answers, else its name and what is wrong.
using Readiness = std::function<Task<std::optional<std::string>>()>;

/// An OpenAPI document that a /docs page offers.
struct ApiDocument {
    std::string name;  ///< "event"
    std::string json;
};

/// What the routes that every service has are made of.
struct ServiceRoutes {
    std::string service;  ///< "booking": the name of the first document
    std::string openapi;  ///< the service's OpenAPI document as JSON
    Readiness ready;      ///< none: always ready
    std::span<const Asset>
        assets;  ///< what add_assets serves; /docs uses swagger-ui.css, swagger-ui-bundle.js, docs.js
    std::vector<ApiDocument> neighbours;  ///< further documents for /docs, served at /openapi/{name}.json
};

/// Adds /healthz, /readyz (503 with what is wrong), /metrics, /openapi.json and /docs: Swagger UI where its files are
/// among the assets, else a list of the documents. The page holds no script of its own (its CSP forbids it): docs.js
/// reads the documents from the attribute `data-documents` of the element `swagger-ui`, a JSON array of {"name",
/// "url"}.
void add_service_routes(Router& router, Metrics& metrics, ServiceRoutes parts);

/// Adds GET /assets/… for every asset: immutable for a year with the right `?v=`, else with an ETag and `no-cache`.
/// `assets` must outlive the router.
void add_assets(Router& router, std::span<const Asset> assets);

/// "/assets/styles.css?v=…"; asserts that there is such an asset.
std::string asset_url(std::span<const Asset> assets, std::string_view path);

}  // namespace boxoffice::http
