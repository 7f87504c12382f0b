#include "services/user/app/accounts.hpp"

#include <stdexcept>

namespace boxoffice::user {

namespace {

std::unexpected<AccountRefusal> refused(AccountRejection reason, std::chrono::seconds retry_after = {}) {
    return std::unexpected(AccountRefusal{.reason = reason, .retry_after = retry_after});
}

AccountRejection rejection_of(AddRejection rejection) {
    switch (rejection) {
        case AddRejection::email_taken: return AccountRejection::email_taken;
        case AddRejection::key_reused: return AccountRejection::key_reused;
    }
    __builtin_unreachable();
}

AccountRejection rejection_of(ChangeRejection rejection) {
    switch (rejection) {
        case ChangeRejection::not_found: return AccountRejection::not_found;
        case ChangeRejection::stale: return AccountRejection::stale;
        case ChangeRejection::password_changed: return AccountRejection::wrong_password;
        case ChangeRejection::last_admin: return AccountRejection::last_admin;
    }
    __builtin_unreachable();
}

AccountRefusal refusal_of(const CredentialsRefusal& refusal) {
    switch (refusal.reason) {
        case CredentialsRefusal::wrong: return {.reason = AccountRejection::wrong_password};
        case CredentialsRefusal::too_many:
            return {.reason = AccountRejection::too_many, .retry_after = refusal.retry_after};
        case CredentialsRefusal::overloaded: return {.reason = AccountRejection::overloaded};
    }
    __builtin_unreachable();
}

}  // namespace

Accounts::Accounts(Parts parts)
    : parts_(std::move(parts)),
      signed_up_(parts_.metrics.counter("boxoffice_users_signed_up_total", "Accounts that were made.")) {}

Task<AccountResult<Added>> Accounts::sign_up(Context context, NewAccount account, std::optional<IdempotencyKey> key,
                                             Render render) {
    auto hash = co_await parts_.credentials.hash(std::move(account.password));
    if (!hash) co_return refused(AccountRejection::overloaded);
    const auto now = parts_.clock.now();
    User user{.id = {parts_.ids.next(now)},
              .name = std::move(account.name),
              .email = std::move(account.email),
              .phone = std::move(account.phone),
              .created_at = now};
    auto answer = render(user);
    auto added = co_await parts_.store.add({.user = std::move(user), .password_hash = std::move(*hash)}, key,
                                           std::move(answer), now);
    if (!added) co_return refused(rejection_of(added.error()));
    if (added->replayed) co_return std::move(*added);
    signed_up_.increment();
    parts_.log.info(context.trace, "user signed up", {{"user_id", added->user.id}});
    co_return std::move(*added);
}

Task<std::optional<User>> Accounts::find(UserId id) {
    auto account = co_await parts_.store.find(id);
    co_return account ? std::optional(std::move(account->user)) : std::nullopt;
}

Task<std::vector<User>> Accounts::list(UserFilter filter) { return parts_.store.list(std::move(filter)); }

Task<std::optional<Contact>> Accounts::contact(UserId id) {
    auto account = co_await parts_.store.find(id);
    if (!account) co_return std::nullopt;
    auto& user = account->user;
    co_return Contact{.name = std::move(user.name), .email = std::move(user.email), .phone = std::move(user.phone)};
}

Task<AccountResult<User>> Accounts::change_profile(Context context, UserId id, ProfileChange change,
                                                   ExpectedRevision expected) {
    UserChange wanted{
        .name = std::move(change.name), .phone = std::move(change.phone), .kept_session = context.caller.session};
    if (change.password) {
        auto password = co_await prove_and_hash(context, id, change.remote_address, std::move(*change.password));
        if (!password) co_return std::unexpected(password.error());
        wanted.password = std::move(*password);
    }
    const bool has_new_password = wanted.password.has_value();
    auto changed = co_await parts_.store.change(id, std::move(wanted), std::move(expected), parts_.clock.now());
    if (changed)
        parts_.log.info(context.trace, has_new_password ? "password changed" : "profile changed", {{"user_id", id}});
    co_return finish(std::move(changed));
}

Task<AccountResult<UserChange::Password>> Accounts::prove_and_hash(Context context, UserId id,
                                                                   std::string remote_address,
                                                                   ProfileChange::Password password) {
    const auto account = co_await parts_.store.find(id);
    if (!account) co_return refused(AccountRejection::not_found);
    auto proven = co_await parts_.credentials.prove(context, {.email = account->user.email,
                                                              .password = std::move(password.present),
                                                              .remote_address = std::move(remote_address)});
    if (!proven) co_return std::unexpected(refusal_of(proven.error()));
    auto hash = co_await parts_.credentials.hash(std::move(password.future));
    if (!hash) co_return refused(AccountRejection::overloaded);
    co_return UserChange::Password{.new_hash = std::move(*hash), .proven_hash = std::move(proven->password_hash)};
}

Task<AccountResult<User>> Accounts::change_role(Context context, UserId id, Role role, ExpectedRevision expected) {
    auto changed = co_await parts_.store.change(id, UserChange{.role = role}, std::move(expected), parts_.clock.now());
    if (changed) parts_.log.info(context.trace, "role given", {{"user_id", id}, {"role", role}});
    co_return finish(std::move(changed));
}

Task<AccountResult<User>> Accounts::grant(Context context, std::string email, Role role) {
    const auto account = co_await parts_.store.find_by_email(std::move(email));
    if (!account) co_return refused(AccountRejection::not_found);
    co_return co_await change_role(std::move(context), account->user.id, role, {});
}

AccountResult<User> Accounts::finish(std::expected<Changed, ChangeRejection> changed) {
    if (!changed) return refused(rejection_of(changed.error()));
    for (const auto& revocation : changed->ended) parts_.ends.ended(revocation);
    return std::move(changed->user);
}

Task<Accounts::FirstAdmin> Accounts::ensure_admin(Context context, std::string email, std::optional<Secret> password) {
    if (co_await parts_.store.has_admin()) co_return FirstAdmin{};
    const bool is_generated = !password;
    const auto chosen = is_generated ? generate_password() : std::move(*password);
    if (co_await add_admin(context, email, chosen))
        co_return FirstAdmin{.made = true, .password = is_generated ? chosen.reveal() : ""};
    co_await grant(std::move(context), std::move(email), Role::admin);
    co_return FirstAdmin{.made = true};
}

Task<bool> Accounts::add_admin(Context context, std::string email, Secret password) {
    auto hash = co_await parts_.credentials.hash(std::move(password));
    if (!hash) throw std::runtime_error("too busy to make the first admin");
    const auto now = parts_.clock.now();
    User user{.id = {parts_.ids.next(now)},
              .name = "Administrator",
              .email = std::move(email),
              .role = Role::admin,
              .created_at = now};
    const auto added =
        co_await parts_.store.add({.user = std::move(user), .password_hash = std::move(*hash)}, std::nullopt, {}, now);
    if (added) parts_.log.info(context.trace, "first admin made", {{"user_id", added->user.id}});
    co_return added.has_value();
}

Secret Accounts::generate_password() {
    // 32 characters that are not mistaken for one another: five bits each, 100 bits in all.
    constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    std::array<std::uint8_t, 20> bytes{};
    parts_.random.fill(bytes);
    std::string password;
    for (const auto byte : bytes) password += alphabet[byte % alphabet.size()];
    return Secret(std::move(password));
}

}  // namespace boxoffice::user
