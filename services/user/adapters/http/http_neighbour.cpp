#include "services/user/adapters/http/http_neighbour.hpp"

#include "platform/http/text.hpp"
#include "platform/id/uuid.hpp"

namespace boxoffice::user {

namespace {

/// What this service's own server says in every answer.
constexpr std::string_view said_by_the_server[] = {
    "date", "trace-id", "x-content-type-options", "x-frame-options", "referrer-policy", "cross-origin-resource-policy"};

/// The id in a path as /bookings/{id}, else the request's key.
std::string affinity_of(const http::Request& request) {
    auto path = request.path();
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        if (Uuid::parse(path.substr(0, end))) return std::string(path.substr(0, end));
        path.remove_prefix(end);
    }
    return std::string(request.header("Idempotency-Key"));
}

}  // namespace

Task<http::Response> HttpNeighbour::send(http::Request request) {
    auto affinity = affinity_of(request);
    // The server leaves the body out where HEAD was asked.
    if (request.method == http::Method::head) request.method = http::Method::get;
    std::optional<http::Response> response;
    try {
        response = co_await service_.pass_on(std::move(request), std::move(affinity), timeout_);
    } catch (const Unavailable&) {
    }
    if (!response)
        co_return problem::unavailable("The " + service_.name() + " service does not answer just now: try again.");
    std::erase_if(response->headers, [](const auto& header) {
        const auto is = [&](std::string_view name) { return http::equal_without_case(header.first, name); };
        return std::ranges::any_of(said_by_the_server, is);
    });
    co_return std::move(*response);
}

}  // namespace boxoffice::user
