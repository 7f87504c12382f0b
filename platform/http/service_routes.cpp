#include "platform/http/service_routes.hpp"

#include "platform/http/query.hpp"
#include "platform/http/text.hpp"
#include "platform/json/write.hpp"

#include <cassert>

namespace boxoffice::http {

namespace {

constexpr std::string_view revalidated = "no-cache";
constexpr std::string_view docs_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

Response text_response(std::string_view content_type, std::string body) {
    Response response(200, std::move(body));
    response.content_type = content_type;
    return response;
}

Task<Response> ready_now(Response response) { co_return response; }

/// A handler that always answers the same.
Handler constant(Response response) {
    return [response = std::move(response)](Request&) { return ready_now(response); };
}

Route plain_get(std::string path, Handler handler) {
    return {Method::get, {std::move(path)}, Access::anyone, Body::none, std::move(handler), false, true};
}

Task<Response> answer_readiness(Readiness ready) {
    if (ready) {
        if (const auto trouble = co_await ready()) co_return problem::unavailable("Not ready: " + *trouble);
    }
    co_return Response(200, R"({"status":"ok"})");
}

Task<Response> answer_metrics(const Metrics& metrics) {
    co_return text_response("text/plain; version=0.0.4; charset=utf-8", metrics.text());
}

const Asset* find(std::span<const Asset> assets, std::string_view path) {
    const auto found = std::ranges::find(assets, path, &Asset::path);
    return found == assets.end() ? nullptr : &*found;
}

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

struct Link {
    std::string name;
    std::string url;
};
BOOST_DESCRIBE_STRUCT(Link, (), (name, url))

std::string swagger_page(std::span<const Asset> assets, const std::vector<Link>& links) {
    return fmt::format(
        R"(<link rel="icon" href="data:,">
<link rel="stylesheet" href="{}">
<script src="{}" defer></script>
<script src="{}" defer></script>
</head>
<body>
<main id="swagger-ui" data-documents="{}"></main>
<noscript><p>This page needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>.</p></noscript>
)",
        asset_url(assets, "swagger-ui.css"), asset_url(assets, "swagger-ui-bundle.js"), asset_url(assets, "docs.js"),
        html_escaped(json::write(links)));
}

std::string list_page(const std::vector<Link>& links) {
    std::string page = "</head>\n<body>\n<main>\n<h1>API documents</h1>\n<ul>\n";
    for (const auto& [name, url] : links)
        page += fmt::format("<li><a href=\"{}\">{}</a></li>\n", html_escaped(url), html_escaped(name));
    return page + "</ul>\n</main>\n";
}

Response docs_response(const ServiceRoutes& parts) {
    std::vector<Link> links{{parts.service, "/openapi.json"}};
    for (const auto& neighbour : parts.neighbours)
        links.push_back({neighbour.name, "/openapi/" + neighbour.name + ".json"});
    const bool swagger = find(parts.assets, "swagger-ui.css") && find(parts.assets, "swagger-ui-bundle.js") &&
                         find(parts.assets, "docs.js");
    auto response =
        text_response("text/html; charset=utf-8",
                      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
                          html_escaped(parts.service) + " API</title>\n" +
                          (swagger ? swagger_page(parts.assets, links) : list_page(links)) + "</body>\n</html>\n");
    response.with("Content-Security-Policy", std::string(docs_policy)).with("Cache-Control", std::string(revalidated));
    return response;
}

Handler document(std::string json) {
    return constant(Response(200, std::move(json)).with("Cache-Control", std::string(revalidated)));
}

/// If-None-Match (RFC 9110, section 13.1.2): a list of tags, compared weakly, or a star.
bool has_this_tag(std::string_view tags, std::string_view tag) {
    while (!tags.empty()) {
        const auto end = std::min(tags.find(','), tags.size());
        auto candidate = trimmed(tags.substr(0, end));
        tags.remove_prefix(std::min(end + 1, tags.size()));
        if (candidate.starts_with("W/")) candidate.remove_prefix(2);
        if (candidate == tag || candidate == "*") return true;
    }
    return false;
}

bool names_this_version(const Request& request, std::string_view hash) {
    const auto query = request.query();
    return query.starts_with("v=") && query.substr(2) == hash;
}

constexpr std::string_view assets_prefix = "/assets/";

Task<Response> answer_asset(std::span<const Asset> assets, Request& request) {
    const auto* asset = find(assets, request.path().substr(assets_prefix.size()));
    if (!asset) co_return Problem{"not_found", "There is nothing at this path."};
    const std::string tag = fmt::format("\"{}\"", asset->hash);
    const bool known = has_this_tag(request.header("if-none-match"), tag);
    auto response = text_response(asset->content_type, std::string(known ? std::string_view{} : asset->body));
    if (known) response.status = 304;
    response.with("ETag", tag);
    response.with("Cache-Control", names_this_version(request, asset->hash) ? "public, max-age=31536000, immutable"
                                                                            : std::string(revalidated));
    co_return response;
}

}  // namespace

void add_service_routes(Router& router, Metrics& metrics, ServiceRoutes parts) {
    router.add(plain_get("/healthz", constant(Response(200, R"({"status":"ok"})"))));
    router.add(plain_get("/readyz", [ready = parts.ready](Request&) { return answer_readiness(ready); }));
    router.add(plain_get("/metrics", [&metrics](Request&) { return answer_metrics(metrics); }));
    router.add(plain_get("/docs", constant(docs_response(parts))));
    router.add(plain_get("/openapi.json", document(std::move(parts.openapi))));
    for (auto& neighbour : parts.neighbours)
        router.add(plain_get("/openapi/" + neighbour.name + ".json", document(std::move(neighbour.json))));
}

void add_assets(Router& router, std::span<const Asset> assets) {
    Route route = plain_get("/assets/{name}", [assets](Request& request) { return answer_asset(assets, request); });
    for (const auto& asset : assets) route.paths.push_back(std::string(assets_prefix) + std::string(asset.path));
    router.add(std::move(route));
}

std::string asset_url(std::span<const Asset> assets, std::string_view path) {
    const auto* asset = find(assets, path);
    assert(asset != nullptr);
    return fmt::format("{}{}?v={}", assets_prefix, path, asset->hash);
}

}  // namespace boxoffice::http
