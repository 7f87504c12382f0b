#pragma once

#include "platform/http/router.hpp"

#include <functional>
#include <string>
#include <string_view>

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

/// Adds what every service has: /healthz, /readyz, /metrics, /openapi.json and /docs (Swagger UI from `assets`).
/// `openapi` is the service's OpenAPI document as JSON.
void add_service_routes(Router& router, Metrics& metrics, std::string openapi, Readiness ready);

/// Adds GET /assets/{name} for every asset: immutable for a year with the right `?v=`, else with an ETag.
void add_assets(Router& router, std::span<const Asset> assets);

/// "/assets/styles.css?v=…"; asserts that there is such an asset.
std::string asset_url(std::span<const Asset> assets, std::string_view path);

}  // namespace boxoffice::http
