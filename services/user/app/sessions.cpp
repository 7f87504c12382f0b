#include "services/user/app/sessions.hpp"

#include "platform/problem/unavailable.hpp"

#include <fmt/ranges.h>

namespace boxoffice::user {

namespace {

constexpr std::size_t follow_batch = 500;
constexpr std::chrono::seconds keys_kept_for{1};

/// In a time that does not tell how much of it is right: the digests are compared.
bool is_same(const Secret& left, const Secret& right) {
    return !left.empty() && sha256(left.reveal()) == sha256(right.reveal());
}

}  // namespace

bool is_service_name(std::string_view name) {
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !name.empty() && name.size() <= 64 && is_letter(name[0]) &&
           std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; }) &&
           !UserId::parse(name);
}

Sessions::Sessions(Parts parts)
    : parts_(std::move(parts)),
      signed_in_(
          parts_.metrics.counter("boxoffice_sign_ins_total", "Sign-ins by outcome.", {{"outcome", "succeeded"}})) {}

Task<std::expected<SignedIn, CredentialsRefusal>> Sessions::sign_in(Context context, Credentials::Attempt attempt) {
    auto account = co_await parts_.credentials.prove(context, std::move(attempt));
    if (!account) co_return std::unexpected(account.error());
    auto signed_in = co_await open(std::move(*account));
    // The password was changed meanwhile.
    if (!signed_in) co_return refused(CredentialsRefusal::wrong);
    tell_signed_in(context, *signed_in);
    co_return std::move(*signed_in);
}

Task<std::optional<SignedIn>> Sessions::sign_in_new(Context context, UserId id) {
    auto account = co_await parts_.store.find(id);
    if (!account) co_return std::nullopt;
    auto signed_in = co_await open(std::move(*account));
    if (signed_in) tell_signed_in(context, *signed_in);
    co_return signed_in;
}

void Sessions::tell_signed_in(const Context& context, const SignedIn& signed_in) {
    signed_in_.increment();
    parts_.log.info(context.trace, "user signed in", {{"user_id", signed_in.user.id}});
}

Task<std::optional<SignedIn>> Sessions::open(Account account) {
    const auto now = std::chrono::floor<std::chrono::seconds>(parts_.clock.now());
    Caller caller;
    caller.session = parts_.ids.next(now).text();
    caller.issued_at = now;
    caller.expires_at = now + auth::token_lifetime;
    const auto user = co_await parts_.store.open_session(
        {.id = caller.session, .user_id = account.user.id, .expires_at = caller.expires_at},
        std::move(account.password_hash), now);
    if (!user) co_return std::nullopt;
    caller.subject = user->id.text();
    caller.email = user->email;
    caller.role = user->role;
    co_return SignedIn{.token = parts_.issuer.issue(caller, parts_.ids.next(now).text()),
                       .lifetime = auth::token_lifetime,
                       .user = *user};
}

Task<> Sessions::sign_out(Context context) {
    const auto revocation = co_await parts_.store.end_session(context.caller.session, context.caller.expires_at);
    parts_.ends.ended(revocation);
    parts_.log.info(context.trace, "signed out", {{"subject", context.caller.subject}});
}

std::expected<Sessions::ServiceToken, CredentialsRefusal> Sessions::service_token(const Context& context,
                                                                                  const std::string& name,
                                                                                  const Secret& secret,
                                                                                  const std::string& remote_address) {
    if (const auto wait = parts_.credentials.wait_for(remote_address))
        return refused(CredentialsRefusal::too_many, *wait);
    if (!is_same(parts_.service_secret, secret)) {
        parts_.credentials.failed_from(remote_address);
        parts_.log.warning(context.trace, "a service's secret was wrong", {{"remote_address", remote_address}});
        return refused(CredentialsRefusal::wrong);
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(parts_.clock.now());
    auto caller = Caller::service(name);
    caller.session = parts_.ids.next(now).text();
    caller.issued_at = now;
    caller.expires_at = now + auth::token_lifetime;
    parts_.log.info(context.trace, "service signed in", {{"subject", name}});
    return ServiceToken{.token = parts_.issuer.issue(caller, parts_.ids.next(now).text()),
                        .lifetime = auth::token_lifetime};
}

Task<std::vector<auth::Revocation>> Sessions::revocations_after(std::int64_t sequence, std::size_t limit) {
    return parts_.store.revocations_after(sequence, limit);
}

Task<std::int64_t> Sessions::follow_revocations(std::int64_t sequence) {
    for (;;) {
        const auto revocations = co_await parts_.store.revocations_after(sequence, follow_batch);
        for (const auto& revocation : revocations) parts_.ends.ended(revocation);
        if (revocations.empty()) co_return sequence;
        sequence = revocations.back().sequence;
    }
}

Task<std::string> Sessions::key_set() {
    if (parts_.clock.now() < keys_read_at_ + keys_kept_for) co_return key_set_;
    try {
        co_return co_await publish_key();
    } catch (const Unavailable& fault) {
        parts_.log.warning("the keys of other instances cannot be read", {{"reason", fault.what()}});
    }
    co_return key_set_;
}

Task<std::string> Sessions::publish_key() {
    keys_read_at_ = parts_.clock.now();
    const auto keys =
        co_await parts_.store.register_key(parts_.issuer.key_id(), parts_.issuer.public_jwk(), parts_.clock.now());
    key_set_ = fmt::format(R"({{"keys":[{}]}})", fmt::join(keys, ","));
    co_return key_set_;
}

}  // namespace boxoffice::user
