#pragma once

#include "services/user/api/pages/browser_ports.hpp"
#include "services/user/app/accounts.hpp"
#include "services/user/app/sessions.hpp"

namespace boxoffice::user {

/// What the pages do with accounts: the same use cases, rules and limits as the JSON routes.
class BrowserAccounts final : public AccountActions {
public:
    BrowserAccounts(Accounts& accounts, Sessions& sessions) : accounts_(accounts), sessions_(sessions) {}

    Task<std::expected<GivenToken, Problem>> sign_up(Context context, TypedAccount account) override;
    Task<std::expected<GivenToken, Problem>> sign_in(Context context, TypedCredentials credentials) override;
    Task<std::expected<void, Problem>> sign_out(Context context) override;

private:
    Accounts& accounts_;
    Sessions& sessions_;
};

}  // namespace boxoffice::user
