#pragma once

#include "platform/http/message.hpp"
#include "services/user/app/sessions.hpp"

namespace boxoffice::user {

/// The routes of sign-ins, tokens and keys, as openapi.yaml describes them.
class SessionHandlers {
public:
    explicit SessionHandlers(Sessions& sessions) : sessions_(sessions) {}

    Task<http::Response> sign_in(http::Request& request);
    Task<http::Response> sign_out(http::Request& request);
    Task<http::Response> service_token(http::Request& request);
    Task<http::Response> key_set(http::Request& request);
    Task<http::Response> revocations(http::Request& request);

private:
    Sessions& sessions_;
};

}  // namespace boxoffice::user
