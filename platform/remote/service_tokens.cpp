#include "platform/remote/service_tokens.hpp"

#include "platform/json/write.hpp"
#include "platform/remote/answer.hpp"

namespace boxoffice::remote {

namespace {

/// A token must be good for as long as a call may take, on clocks that differ a little.
constexpr std::chrono::seconds least_validity{30};
constexpr std::chrono::seconds longest_pause{60};
constexpr std::chrono::seconds background_pause{2};

struct TokenRequest {
    std::string grant_type;
    std::string client_id;
    std::string client_secret;
};
BOOST_DESCRIBE_STRUCT(TokenRequest, (), (grant_type, client_id, client_secret))

struct TokenAnswer {
    std::string access_token;
    std::int64_t expires_in = 0;
};
BOOST_DESCRIBE_STRUCT(TokenAnswer, (), (access_token, expires_in))

}  // namespace

ServiceTokens::ServiceTokens(Parts parts, std::string service, Secret secret)
    : parts_(std::move(parts)), service_(std::move(service)), secret_(std::move(secret)), flight_(parts_.scope) {}

Task<std::string> ServiceTokens::token() {
    const auto now = parts_.clock.now();
    if (now + least_validity >= held_.expires_at) co_return co_await renew();
    if (now >= held_.renew_at && now >= not_before_ && !flight_.under_way()) parts_.scope.spawn(renew_in_background());
    co_return held_.token;
}

void ServiceTokens::refused(const std::string& token) {
    if (token == held_.token) held_ = {};
}

Task<std::string> ServiceTokens::renew() {
    if (!flight_.under_way() && parts_.clock.now() < not_before_)
        throw Unavailable("the user service refused this service's secret");
    co_return co_await flight_.join([this] { return request(); });
}

Task<> ServiceTokens::renew_in_background() {
    std::string why;
    try {
        co_await renew();
        co_return;
    } catch (const Unavailable& fault) {
        why = fault.what();
    }
    not_before_ = std::max(not_before_, parts_.clock.now() + background_pause);
    parts_.log.warning("the service token could not be renewed yet", {{"reason", why}});
}

Task<std::string> ServiceTokens::request() {
    const auto answer =
        co_await parts_.users.call({.method = http::Method::post,
                                    .target = "/tokens",
                                    .body = json::write(TokenRequest{"client_credentials", service_, secret_.reveal()}),
                                    .repeatable = true,
                                    .as_service = false});
    if (answer.status != 200) {
        postpone(answer);
        throw Unavailable("the user service gave no token: " + summary(answer));
    }
    const auto given = read_answer<TokenAnswer>(answer.body);
    const auto now = parts_.clock.now();
    const std::chrono::milliseconds lifetime = std::chrono::seconds(given.expires_in);
    held_ = {.token = given.access_token, .renew_at = now + lifetime * 4 / 5, .expires_at = now + lifetime};
    refusals_ = 0;
    co_return held_.token;
}

// A wrong secret counts as a failed sign-in of this address, so it is not shown again and again.
void ServiceTokens::postpone(const http::Response& answer) {
    if (answer.status >= 500) return;
    refusals_ = std::min(refusals_ + 1, 6);
    const std::chrono::seconds pause{1 << refusals_};
    not_before_ = parts_.clock.now() + std::min(pause, longest_pause);
    parts_.log.error("the user service refuses this service's secret", {{"reason", summary(answer)}});
}

}  // namespace boxoffice::remote
