#include "services/user/api/browser_accounts.hpp"

#include "platform/json/read.hpp"
#include "services/user/api/rendering.hpp"
#include "services/user/domain/rules.hpp"

namespace boxoffice::user {

namespace {

std::string trimmed(const std::string& typed) { return std::string(json::trimmed(typed)); }

}  // namespace

Task<std::expected<GivenToken, Problem>> BrowserAccounts::sign_up(Context context, TypedAccount account) {
    const auto password = trimmed(account.password);
    NewAccount wanted{.name = trimmed(account.name), .email = trimmed(account.email), .password = Secret(password)};
    Faults faults;
    check_name(wanted.name, "/name", faults);
    check_email(wanted.email, "/email", faults);
    check_password(password, "/password", faults);
    if (!faults.empty()) co_return std::unexpected(problem::validation_failed(faults.take()));
    const auto added = co_await accounts_.sign_up(context, std::move(wanted), std::nullopt, added_answer);
    if (!added) co_return std::unexpected(problem_of(added.error()));
    auto signed_in = co_await sessions_.sign_in_new(std::move(context), added->user.id);
    if (!signed_in) co_return std::unexpected(problem::not_found("user"));
    co_return GivenToken{.token = std::move(signed_in->token), .lifetime = signed_in->lifetime};
}

Task<std::expected<GivenToken, Problem>> BrowserAccounts::sign_in(Context context, TypedCredentials credentials) {
    auto signed_in =
        co_await sessions_.sign_in(std::move(context), {.email = trimmed(credentials.email),
                                                        .password = Secret(trimmed(credentials.password)),
                                                        .remote_address = std::move(credentials.remote_address)});
    if (!signed_in) co_return std::unexpected(problem_of(signed_in.error()));
    co_return GivenToken{.token = std::move(signed_in->token), .lifetime = signed_in->lifetime};
}

Task<std::expected<void, Problem>> BrowserAccounts::sign_out(Context context) {
    co_await sessions_.sign_out(std::move(context));
    co_return std::expected<void, Problem>();
}

}  // namespace boxoffice::user
