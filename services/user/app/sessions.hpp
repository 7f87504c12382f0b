#pragma once

#include "services/user/app/credentials.hpp"
#include "services/user/ports/session_ends.hpp"
#include "services/user/ports/token_issuer.hpp"

namespace boxoffice::user {

/// A token that was given, and to whom.
struct SignedIn {
    std::string token;
    std::chrono::seconds lifetime{};
    User user;
};

/// Signing in and out. Used on the loop's thread.
class Sessions {
public:
    struct Parts {
        UserStore& store;
        Credentials& credentials;
        TokenIssuer& issuer;
        SessionEnds& ends;
        UuidSource& ids;
        Clock& clock;
        Log log;
        Metrics& metrics;
        Secret service_secret;
    };
    explicit Sessions(Parts parts);

    Task<std::expected<SignedIn, CredentialsRefusal>> sign_in(Context context, Credentials::Attempt attempt);

    /// Signs in somebody who has just signed up, without asking for the password again. Nothing if there is no such
    /// user.
    Task<std::optional<SignedIn>> sign_in_new(Context context, UserId id);

    /// Ends the caller's session: its tokens are refused at once here, and wherever revocations are followed.
    Task<> sign_out(Context context);

    struct ServiceToken {
        std::string token;
        std::chrono::seconds lifetime{};
    };
    /// A token for the service of this name (see is_service_name), if it knows the secret. Wrong secrets count as
    /// failed sign-ins of the address.
    std::expected<ServiceToken, CredentialsRefusal> service_token(const Context& context, const std::string& name,
                                                                  const Secret& secret,
                                                                  const std::string& remote_address);

    /// Those above a sequence, oldest first.
    Task<std::vector<auth::Revocation>> revocations_after(std::int64_t sequence, std::size_t limit);

    /// Tells SessionEnds of every revocation above the sequence; gives the last one's. From 0 at start; then from time
    /// to time, where other instances write to the same store.
    Task<std::int64_t> follow_revocations(std::int64_t sequence);

    /// Registers this instance's key and gives the key set (RFC 7517) of all instances. Call before the first sign-in,
    /// and from time to time where there are several.
    Task<std::string> publish_key();
    /// The key set as of at most a second ago, with the keys of instances that have just begun; as of the last time
    /// that the store answered, while it does not.
    Task<std::string> key_set();

private:
    Task<std::optional<SignedIn>> open(Account account);
    void tell_signed_in(const Context& context, const SignedIn& signed_in);

    Parts parts_;
    std::string key_set_ = R"({"keys":[]})";
    Timestamp keys_read_at_{};
    Counter& signed_in_;
};

/// 1 to 64 of a to z, 0 to 9 and -, beginning with a letter.
bool is_service_name(std::string_view name);

}  // namespace boxoffice::user
