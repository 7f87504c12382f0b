#include "services/user/api/session_cookie.hpp"

#include "services/user/api/csrf.hpp"

namespace boxoffice::user {

std::string CookieSessions::cookie(const GivenToken& given) {
    return fmt::format("{}={}; Max-Age={}{}", session_cookie_name, given.token, given.lifetime.count(), attributes());
}

std::string CookieSessions::ended_cookie() {
    return fmt::format("{}=; Max-Age=0{}", session_cookie_name, attributes());
}

std::string CookieSessions::token(const http::Request& request) {
    return std::string(request.cookie(session_cookie_name));
}

std::string CookieSessions::csrf_token(const Caller& caller) {
    return user::csrf_token(settings_.service_secret, caller.session);
}

bool CookieSessions::csrf_token_matches(const Caller& caller, std::string_view token) {
    return user::csrf_token_matches(settings_.service_secret, caller.session, token);
}

std::string CookieSessions::attributes() const {
    return std::string("; Path=/; HttpOnly; SameSite=Lax") + (settings_.secure ? "; Secure" : "");
}

bool is_signed_in_by_cookie(const http::Request& request) {
    return request.signed_in() && request.header("Authorization").empty();
}

}  // namespace boxoffice::user
