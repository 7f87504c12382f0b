#include "platform/http/authorize.hpp"

#include "platform/http/text.hpp"

namespace boxoffice::http {

namespace {

bool has_header(const Request& request, std::string_view name) {
    return std::ranges::any_of(request.headers,
                               [&](const auto& header) { return equal_without_case(header.first, name); });
}

/// The token of `Authorization: Bearer …` (RFC 6750, section 2.1); nothing when the header is anything else.
std::optional<std::string_view> bearer_token(const Request& request) {
    const auto credentials = request.header("authorization");
    constexpr std::size_t scheme_length = 6;
    if (credentials.size() <= scheme_length || credentials[scheme_length] != ' ' ||
        !equal_without_case(credentials.substr(0, scheme_length), "bearer"))
        return std::nullopt;
    return trimmed(credentials.substr(scheme_length));
}

bool may_call(const Caller& caller, Access access) {
    switch (access) {
        case Access::organizers: return caller.may_organize();
        case Access::admins: return caller.is_admin();
        case Access::services: return caller.is_service() || caller.is_admin();
        case Access::anyone:
        case Access::optional:
        case Access::signed_in: break;
    }
    return true;
}

}  // namespace

std::optional<Problem> authorize(Request& request, Access access, auth::TokenVerifier& verifier, Timestamp now,
                                 const std::string& cookie_name) {
    if (access == Access::anyone) return std::nullopt;
    std::optional<std::string_view> token;
    const bool by_header = has_header(request, "authorization");
    if (by_header) {
        token = bearer_token(request);
        if (!token) return problem::unauthenticated("The Authorization header must be: Bearer, a space, a token.");
    } else if (!cookie_name.empty()) {
        if (const auto cookie = request.cookie(cookie_name); !cookie.empty()) token = cookie;
    }
    if (!token) {
        if (access == Access::optional) return std::nullopt;
        return problem::unauthenticated("Sign in first: this call needs a token.");
    }
    auto caller = verifier.verify(*token, now);
    if (!caller) {
        if (access == Access::optional && !by_header) return std::nullopt;
        return std::move(caller.error());
    }
    request.context.caller = std::move(*caller);
    if (may_call(request.context.caller, access)) return std::nullopt;
    return problem::forbidden("Your role does not allow this call.");
}

}  // namespace boxoffice::http
