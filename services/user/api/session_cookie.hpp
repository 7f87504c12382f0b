#pragma once

#include "platform/config/secret.hpp"
#include "services/user/api/pages/browser_ports.hpp"

#include <string>
#include <string_view>

namespace boxoffice::user {

/// The cookie that holds a browser's token.
inline constexpr std::string_view session_cookie_name = "boxoffice_session";

/// A browser's session is the token itself in a cookie: HttpOnly, SameSite=Lax, Path=/, and Secure where the public URL
/// is https. Nothing is kept on the server but what every token has.
class CookieSessions final : public BrowserSessions {
public:
    struct Settings {
        Secret service_secret;  ///< what CSRF tokens are signed with
        bool secure = false;    ///< the public URL begins with https:
    };
    explicit CookieSessions(Settings settings) : settings_(std::move(settings)) {}

    std::string cookie(const GivenToken& given) override;
    std::string ended_cookie() override;
    std::string token(const http::Request& request) override;
    std::string csrf_token(const Caller& caller) override;
    bool csrf_token_matches(const Caller& caller, std::string_view token) override;

private:
    std::string attributes() const;

    Settings settings_;
};

/// Whether the request's caller is known by the cookie alone, so that a change needs the CSRF token.
bool is_signed_in_by_cookie(const http::Request& request);

}  // namespace boxoffice::user
