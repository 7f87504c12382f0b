#pragma once

#include "platform/async/task.hpp"
#include "platform/auth/token.hpp"
#include "platform/idempotency/idempotency.hpp"
#include "services/user/domain/user.hpp"

#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::user {

/// A user with the hash that the password is verified against.
struct Account {
    User user;
    std::string password_hash;
};

struct Added {
    User user;
    std::optional<KeptAnswer> replayed = {};  ///< the key was known: nothing was written, this is the answer
};

enum class AddRejection {
    email_taken,
    key_reused  ///< the key stands for another request
};

/// A sign-in, for as long as its token is valid.
struct Session {
    std::string id;
    UserId user_id;
    Timestamp expires_at{};
};

/// What a change of a user sets; empty members stay as they are.
struct UserChange {
    std::optional<std::string> name = {};
    std::optional<std::optional<std::string>> phone = {};  ///< given and empty: removed
    std::optional<Role> role = {};
    struct Password {
        std::string new_hash;
        std::string proven_hash;  ///< what the present password was verified against
    };
    std::optional<Password> password = {};
    std::string kept_session = {};  ///< outlives a new password: the one that asked
};

struct Changed {
    User user;
    std::vector<auth::Revocation> ended;  ///< of the sessions that the change ended
};

enum class ChangeRejection {
    not_found,
    stale,             ///< not one of the expected revisions
    password_changed,  ///< `proven_hash` is the hash no more
    last_admin         ///< there must stay one
};

/// Which users a list shows, newest first.
struct UserFilter {
    std::optional<std::string> email = {};  ///< by email_key
    std::optional<UserId> before = {};      ///< only ids below
    std::size_t limit = 50;
};

/// Users, sessions, revocations and the keys that tokens are signed with. Each write is one atomic step, durable when
/// answered. Used on the loop's thread; faults of the storage are thrown.
class UserStore {
public:
    virtual ~UserStore() = default;

    /// Adds a user, unless the e-mail (by email_key) is taken. With a key: a known one writes nothing, whatever became
    /// of the e-mail; a fresh one is kept with `answer`.
    virtual Task<std::expected<Added, AddRejection>> add(Account account, std::optional<IdempotencyKey> key,
                                                         KeptAnswer answer, Timestamp now) = 0;

    virtual Task<std::optional<Account>> find(UserId id) = 0;
    virtual Task<std::optional<Account>> find_by_email(std::string email) = 0;
    virtual Task<std::vector<User>> list(UserFilter filter) = 0;
    virtual Task<bool> has_admin() = 0;

    /// Applies the change and raises the revision. A new password revokes the user's sessions but `kept_session`;
    /// another role revokes them all: each session either is among them or was opened after, with the new role.
    /// The same role as before ends none.
    virtual Task<std::expected<Changed, ChangeRejection>> change(UserId id, UserChange change,
                                                                 ExpectedRevision expected, Timestamp now) = 0;

    /// Opens a session if the user is there and `password_hash` is still the hash; gives the user as of that moment.
    /// Forgets sessions and revocations that have expired.
    virtual Task<std::optional<User>> open_session(Session session, std::string password_hash, Timestamp now) = 0;

    /// Revokes a session, known or not; repeating it gives the first revocation.
    virtual Task<auth::Revocation> end_session(std::string id, Timestamp expires_at) = 0;

    /// Oldest first, those with a sequence above `sequence`, expired ones perhaps among them.
    virtual Task<std::vector<auth::Revocation>> revocations_after(std::int64_t sequence, std::size_t limit) = 0;

    /// Registers a public key (a JWK) by its id; gives all that are registered, in no order.
    virtual Task<std::vector<std::string>> register_key(std::string key_id, std::string jwk, Timestamp now) = 0;
};

}  // namespace boxoffice::user
