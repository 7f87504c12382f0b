#include "platform/http/message.hpp"

#include "platform/http/text.hpp"

namespace boxoffice::http {

std::string_view method_name(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::delete_: return "DELETE";
        case Method::options: return "OPTIONS";
        case Method::other: break;
    }
    return "?";
}

std::string_view Request::header(std::string_view name) const {
    for (const auto& [header_name, value] : headers)
        if (equal_without_case(header_name, name)) return value;
    return {};
}

std::string_view Request::parameter(std::string_view name) const {
    for (const auto& [parameter_name, value] : parameters)
        if (parameter_name == name) return value;
    return {};
}

std::string_view Request::path() const {
    const std::string_view whole = target;
    return whole.substr(0, whole.find('?'));
}

std::string_view Request::query() const {
    const std::string_view whole = target;
    const auto mark = whole.find('?');
    return mark == whole.npos ? std::string_view{} : whole.substr(mark + 1);
}

namespace {

std::string_view cookie_in(std::string_view pairs, std::string_view name) {
    while (!pairs.empty()) {
        const auto end = std::min(pairs.find(';'), pairs.size());
        const auto pair = trimmed(pairs.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != pair.npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
        pairs.remove_prefix(std::min(end + 1, pairs.size()));
    }
    return {};
}

}  // namespace

std::string_view Request::cookie(std::string_view name) const {
    for (const auto& [header_name, pairs] : headers) {
        if (!equal_without_case(header_name, "cookie")) continue;
        if (const auto value = cookie_in(pairs, name); !value.empty()) return value;
    }
    return {};
}

Response::Response(Problem given_problem) : status(given_problem.status()), problem(std::move(given_problem)) {}

void Response::with_default(std::string_view name, std::string_view value) {
    for (const auto& [header_name, present] : headers)
        if (equal_without_case(header_name, name)) return;
    headers.emplace_back(name, value);
}

}  // namespace boxoffice::http
