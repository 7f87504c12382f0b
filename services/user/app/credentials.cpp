#include "services/user/app/credentials.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace boxoffice::user {

namespace {

constexpr std::size_t email_bytes_max = 254;

/// Too long ones are nobody's: they share a key, so that they cannot fill the memory.
std::string counted_account(const std::string& email) {
    return email.size() <= email_bytes_max ? email_key(email) : std::string("(too long)");
}

}  // namespace

std::unexpected<CredentialsRefusal> refused(CredentialsRefusal::Reason reason, std::chrono::seconds retry_after) {
    return std::unexpected(CredentialsRefusal{.reason = reason, .retry_after = retry_after});
}

std::string counted_address(const std::string& remote_address) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(remote_address, error);
    if (error || address.is_v4()) return remote_address;
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
    return boost::asio::ip::make_network_v6(v6, 64).canonical().to_string();
}

Credentials::Credentials(Parts parts)
    : parts_(std::move(parts)),
      throttle_(parts_.limits),
      failed_(parts_.metrics.counter("boxoffice_sign_ins_total", "Sign-ins by outcome.", {{"outcome", "failed"}})),
      throttled_(
          parts_.metrics.counter("boxoffice_sign_ins_total", "Sign-ins by outcome.", {{"outcome", "throttled"}})) {}

Task<std::expected<Account, CredentialsRefusal>> Credentials::prove(Context context, Attempt attempt) {
    const auto account_key = counted_account(attempt.email);
    const auto address = counted_address(attempt.remote_address);
    if (const auto wait = throttle_.wait(account_key, address, parts_.clock.now())) {
        throttled_.increment();
        co_return refused(CredentialsRefusal::too_many, *wait);
    }
    auto account = co_await parts_.store.find_by_email(attempt.email);
    const auto holds = co_await is_password(account, attempt.password);
    if (!holds) co_return refused(CredentialsRefusal::overloaded);

    if (const auto wait = throttle_.wait(account_key, address, parts_.clock.now())) {
        throttled_.increment();
        co_return refused(CredentialsRefusal::too_many, *wait);
    }
    if (*holds) co_return std::move(*account);
    throttle_.failed(account_key, address, parts_.clock.now());
    tell_failed(context, attempt);
    co_return refused(CredentialsRefusal::wrong);
}

Task<std::optional<bool>> Credentials::is_password(const std::optional<Account>& account, Secret password) {
    const auto holds =
        co_await parts_.hasher.verify(account ? account->password_hash : parts_.hasher.decoy(), std::move(password));
    co_return holds.transform([&](bool matches) { return matches && account.has_value(); });
}

std::optional<std::chrono::seconds> Credentials::wait_for(const std::string& remote_address) const {
    return throttle_.wait("", counted_address(remote_address), parts_.clock.now());
}

void Credentials::failed_from(const std::string& remote_address) {
    failed_.increment();
    throttle_.failed_address(counted_address(remote_address), parts_.clock.now());
}

void Credentials::tell_failed(const Context& context, const Attempt& attempt) {
    failed_.increment();
    parts_.log.warning(context.trace, "sign-in failed", {{"remote_address", attempt.remote_address}});
}

}  // namespace boxoffice::user
