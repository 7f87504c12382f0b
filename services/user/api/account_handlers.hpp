#pragma once

#include "platform/http/message.hpp"
#include "services/user/app/accounts.hpp"

namespace boxoffice::user {

/// The routes of accounts, as openapi.yaml describes them. Each method is the handler of one route; the router has
/// checked who may call it.
class AccountHandlers {
public:
    explicit AccountHandlers(Accounts& accounts) : accounts_(accounts) {}

    Task<http::Response> sign_up(http::Request& request);
    Task<http::Response> own_user(http::Request& request);
    Task<http::Response> change_own_user(http::Request& request);
    Task<http::Response> user(http::Request& request);
    Task<http::Response> change_user(http::Request& request);
    Task<http::Response> list(http::Request& request);
    Task<http::Response> contact(http::Request& request);

private:
    Accounts& accounts_;
};

}  // namespace boxoffice::user
