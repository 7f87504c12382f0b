#pragma once

#include "platform/async/task.hpp"
#include "platform/auth/caller.hpp"
#include "platform/problem/problem.hpp"

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::auth {

/// Tokens are JSON Web Tokens (RFC 7519) signed with ES256, `typ: at+jwt` (RFC 9068), valid for an hour.
inline constexpr std::chrono::minutes token_lifetime{60};
inline constexpr std::string_view issuer = "boxoffice";
inline constexpr std::string_view audience = "boxoffice";

/// A P-256 key pair. Its private half never leaves this object but into its file.
class SigningKey {
public:
    /// Reads a private JWK; throws std::runtime_error when the file holds no P-256 private key.
    static SigningKey from_file(const std::string& path);
    /// Reads the file, or makes a new key and the file (mode 0600, synced) when there is none.
    static SigningKey from_file_or_new(const std::string& path);

    SigningKey(SigningKey&&) noexcept;
    ~SigningKey();

    /// The public half as a JWK, with `kid` (RFC 7638 thumbprint), `use: sig`, `alg: ES256`.
    std::string public_jwk() const;
    /// The `kid` of that.
    const std::string& key_id() const;
    /// A signed token for the caller; `iat`, `exp` are the caller's issued_at, expires_at; `jti` is `token_id`.
    std::string sign(const Caller& caller, const std::string& token_id) const;

private:
    struct State;
    explicit SigningKey(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// An end of tokens before their time: of one session, or of all that a user was given before a moment.
struct Revocation {
    std::int64_t sequence = 0;  ///< grows; what `after` of the next question is
    std::string session = {};   ///< empty: all sessions of `subject`
    std::string subject = {};   ///< empty: see `session`
    Timestamp issued_before{};  ///< tokens of `subject` issued earlier are ended
    Timestamp expires_at{};     ///< from then on no such token can be valid, the record may go
};

/// Verifies tokens, and remembers those it has verified (bounded, by SHA-256, until `exp` or revocation), since ES256
/// costs 65 µs. Used on the loop's thread only.
class TokenVerifier {
public:
    /// `remembered_max` tokens are remembered, the least recently used go first.
    explicit TokenVerifier(std::size_t remembered_max = 100'000);
    ~TokenVerifier();

    /// Replaces the trusted keys by a JWK set (RFC 7517). Throws std::runtime_error when it is not one.
    void trust(std::string_view jwks);
    /// Ends tokens; repeating one is harmless.
    void revoke(const Revocation& revocation);

    /// The caller; else `unauthenticated` with the reason in words (missing, malformed, expired, signed out).
    std::expected<Caller, Problem> verify(std::string_view token, Timestamp now);

    /// Where keys come from that appear while others are trusted already; `learn` returns when it has trusted what
    /// there is now, or knows no more, and bounds how often it really asks. Empty: keys are all there from the
    /// beginning.
    using Learn = std::function<Task<>()>;
    void learn_keys_by(Learn learn);
    /// Whether a `verify` since the last call of this met a key that it does not know and might learn: then call
    /// `learn` and verify again.
    bool take_missed_key();
    Task<> learn_keys();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace boxoffice::auth
