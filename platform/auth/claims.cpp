#include "platform/auth/claims.hpp"

#include "platform/auth/token.hpp"

#include <boost/json/parse.hpp>

#include <cmath>

namespace boxoffice::auth {

namespace {

std::optional<std::string> text(const boost::json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (!value || !value->is_string() || value->get_string().empty()) return std::nullopt;
    return std::string(value->get_string());
}

std::optional<Timestamp> numeric_date(const boost::json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (!value || !value->is_number()) return std::nullopt;
    const double seconds = value->to_number<double>();
    if (!(seconds >= 0 && seconds < 253'402'300'800.0)) return std::nullopt;
    return Timestamp(std::chrono::milliseconds(std::llround(seconds * 1000)));
}

bool is_audience(const boost::json::value* value) {
    if (!value) return false;
    if (value->is_string()) return value->get_string() == audience;
    if (!value->is_array()) return false;
    return std::ranges::any_of(value->get_array(),
                               [](const auto& one) { return one.is_string() && one.get_string() == audience; });
}

std::optional<Caller> read_caller(const boost::json::object& claims) {
    const auto subject = text(claims, "sub");
    const auto session = text(claims, "sid");
    const auto role_name = text(claims, "role");
    const auto issued_at = numeric_date(claims, "iat");
    const auto expires_at = numeric_date(claims, "exp");
    Caller caller;
    if (!subject || !session || !role_name || !issued_at || !expires_at || !text(claims, "jti")) return std::nullopt;
    if (!boost::describe::enum_from_string(role_name->c_str(), caller.role)) return std::nullopt;
    const auto email = text(claims, "email");
    if (!email && !caller.is_service()) return std::nullopt;
    caller.subject = *subject;
    caller.session = *session;
    caller.email = email.value_or("");
    caller.issued_at = *issued_at;
    caller.expires_at = *expires_at;
    return caller;
}

}  // namespace

std::expected<Caller, std::string> read_claims(std::string_view payload, Timestamp now) {
    boost::system::error_code fault;
    const auto parsed = boost::json::parse(payload, fault);
    if (fault || !parsed.is_object()) return std::unexpected("The token is malformed.");
    const auto& claims = parsed.get_object();
    auto caller = read_caller(claims);
    if (!caller) return std::unexpected("The token lacks a claim.");
    if (text(claims, "iss") != issuer) return std::unexpected("The token was issued by someone else.");
    if (!is_audience(claims.if_contains("aud"))) return std::unexpected("The token is meant for someone else.");
    if (caller->issued_at > now + clock_leeway) return std::unexpected("The token was issued in the future.");
    const auto not_before = numeric_date(claims, "nbf");
    if (claims.contains("nbf") && (!not_before || *not_before > now + clock_leeway))
        return std::unexpected("The token is not valid yet.");
    return std::move(*caller);
}

}  // namespace boxoffice::auth
