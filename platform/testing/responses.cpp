#include "platform/testing/responses.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace boxoffice {

boost::json::value json_of(const http::Response& response) { return boost::json::parse(response.body); }

std::string member(const http::Response& response, std::string_view name) {
    const auto whole = json_of(response);
    const auto* value = whole.as_object().if_contains(name);
    if (value == nullptr) return {};
    return value->is_string() ? std::string(value->as_string()) : boost::json::serialize(*value);
}

std::string code(const http::Response& response) {
    return response.content_type == "application/problem+json" ? member(response, "code") : "";
}

std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [given, value] : response.headers)
        if (given == name) return value;
    return {};
}

bool replayed(const http::Response& response) { return header(response, "Idempotency-Replayed") == "true"; }

}  // namespace boxoffice
