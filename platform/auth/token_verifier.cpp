#include "platform/auth/claims.hpp"
#include "platform/auth/jose.hpp"
#include "platform/auth/token.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <list>
#include <stdexcept>
#include <unordered_map>

namespace boxoffice::auth {

namespace {

constexpr std::size_t token_bytes_max = 4096;
constexpr std::chrono::minutes sweep_interval{1};

/// The callers of tokens that were verified, by the tokens' SHA-256; the least recently used go first.
class RememberedTokens {
public:
    explicit RememberedTokens(std::size_t count_max) : count_max_(count_max) {}

    const Caller* find(const std::string& digest) {
        const auto found = places_.find(digest);
        if (found == places_.end()) return nullptr;
        recent_.splice(recent_.begin(), recent_, found->second);
        return &found->second->second;
    }

    void add(const std::string& digest, const Caller& caller) {
        if (count_max_ == 0) return;
        if (recent_.size() >= count_max_) forget(recent_.back().first);
        recent_.emplace_front(digest, caller);
        places_[digest] = recent_.begin();
    }

    /// Takes a copy of the digest, since it may be the forgotten entry's own.
    void forget(const std::string digest) {
        const auto found = places_.find(digest);
        recent_.erase(found->second);
        places_.erase(found);
    }

    void clear() {
        places_.clear();
        recent_.clear();
    }

private:
    using Entries = std::list<std::pair<std::string, Caller>>;
    std::size_t count_max_;
    Entries recent_;
    std::unordered_map<std::string, Entries::iterator> places_;
};

/// What has been revoked and could still be presented.
class Revocations {
public:
    void add(const Revocation& revocation) {
        auto& ended = revocation.session.empty() ? subjects_[revocation.subject] : sessions_[revocation.session];
        ended.issued_before = std::max(ended.issued_before, revocation.issued_before);
        ended.expires_at = std::max(ended.expires_at, revocation.expires_at);
    }

    bool cover(const Caller& caller) const {
        if (sessions_.contains(caller.session)) return true;
        const auto found = subjects_.find(caller.subject);
        return found != subjects_.end() && caller.issued_at < found->second.issued_before;
    }

    void drop_expired(Timestamp now) {
        if (now < swept_at_ + sweep_interval) return;
        swept_at_ = now;
        const auto expired = [now](const auto& entry) { return entry.second.expires_at <= now; };
        std::erase_if(sessions_, expired);
        std::erase_if(subjects_, expired);
    }

private:
    struct Ended {
        Timestamp issued_before{};
        Timestamp expires_at{};
    };
    std::unordered_map<std::string, Ended> sessions_;
    std::unordered_map<std::string, Ended> subjects_;
    Timestamp swept_at_{};
};

std::unexpected<Problem> refused(std::string detail) {
    return std::unexpected(problem::unauthenticated(std::move(detail)));
}

std::string_view header_text(cjose_header_t* header, const char* name) {
    cjose_err error{};
    const char* value = header ? cjose_header_get(header, name, &error) : nullptr;
    return value ? std::string_view(value) : std::string_view();
}

bool is_critical(cjose_header_t* header) {
    cjose_err error{};
    return jose::Text(cjose_header_get_raw(header, "crit", &error)) != nullptr;
}

}  // namespace

struct TokenVerifier::State {
    explicit State(std::size_t remembered_max) : remembered(remembered_max) {}

    std::expected<Caller, Problem> verify_signed(std::string_view token, Timestamp now);

    std::string trusted_jwks;
    std::unordered_map<std::string, jose::Key> keys;
    RememberedTokens remembered;
    Revocations revocations;
    Learn learn;
    bool missed_key = false;
};

TokenVerifier::TokenVerifier(std::size_t remembered_max) : state_(std::make_unique<State>(remembered_max)) {}
TokenVerifier::~TokenVerifier() = default;

void TokenVerifier::trust(std::string_view jwks) {
    if (jwks == state_->trusted_jwks) return;
    boost::system::error_code fault;
    const auto parsed = boost::json::parse(jwks, fault);
    const auto* set = !fault && parsed.is_object() ? parsed.get_object().if_contains("keys") : nullptr;
    if (!set || !set->is_array()) throw std::runtime_error("not a JWK set");

    std::unordered_map<std::string, jose::Key> keys;
    for (const auto& jwk : set->get_array()) {
        auto key = jose::import_p256(boost::json::serialize(jwk));
        cjose_err error{};
        const char* key_id = key ? cjose_jwk_get_kid(key.get(), &error) : nullptr;
        // RFC 7517, section 5: keys of kinds that one does not know are passed over.
        if (key_id) keys.emplace(key_id, std::move(key));
    }
    state_->keys = std::move(keys);
    state_->trusted_jwks = jwks;
    state_->remembered.clear();
}

void TokenVerifier::learn_keys_by(Learn learn) { state_->learn = std::move(learn); }

bool TokenVerifier::take_missed_key() { return std::exchange(state_->missed_key, false); }

Task<> TokenVerifier::learn_keys() {
    if (state_->learn) co_await state_->learn();
}

void TokenVerifier::revoke(const Revocation& revocation) { state_->revocations.add(revocation); }

std::expected<Caller, Problem> TokenVerifier::verify(std::string_view token, Timestamp now) {
    if (token.empty()) return refused("No token was sent.");
    if (token.size() > token_bytes_max) return refused("The token is malformed.");
    state_->revocations.drop_expired(now);

    const auto digest = jose::sha256(token);
    const auto* remembered = state_->remembered.find(digest);
    auto caller = remembered ? std::expected<Caller, Problem>(*remembered) : state_->verify_signed(token, now);
    if (!caller) return caller;
    if (caller->expires_at <= now || state_->revocations.cover(*caller)) {
        if (remembered) state_->remembered.forget(digest);
        return refused(caller->expires_at <= now ? "The token has expired." : "The session was signed out.");
    }
    if (!remembered) state_->remembered.add(digest, *caller);
    return caller;
}

std::expected<Caller, Problem> TokenVerifier::State::verify_signed(std::string_view token, Timestamp now) {
    cjose_err error{};
    const jose::Signature signature(cjose_jws_import(token.data(), token.size(), &error));
    if (!signature) return refused("The token is malformed.");
    auto* header = cjose_jws_get_protected(signature.get());
    if (header_text(header, CJOSE_HDR_ALG) != "ES256" || header_text(header, "typ") != "at+jwt" || is_critical(header))
        return refused("The token is of a kind that is not accepted.");
    const auto key = keys.find(std::string(header_text(header, CJOSE_HDR_KID)));
    if (key == keys.end()) {
        missed_key = static_cast<bool>(learn);
        return refused("The token is signed by an unknown key.");
    }
    if (!cjose_jws_verify(signature.get(), key->second.get(), &error))
        return refused("The token's signature does not hold.");

    std::uint8_t* payload = nullptr;
    std::size_t length = 0;
    if (!cjose_jws_get_plaintext(signature.get(), &payload, &length, &error)) return refused("The token is malformed.");
    auto caller = read_claims({reinterpret_cast<const char*>(payload), length}, now);
    if (!caller) return refused(std::move(caller.error()));
    return std::move(*caller);
}

}  // namespace boxoffice::auth
