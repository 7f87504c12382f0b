#pragma once

#include "services/user/app/credentials.hpp"
#include "services/user/ports/session_ends.hpp"

#include <functional>

namespace boxoffice::user {

/// What somebody signs up with, checked by the rules of the domain and trimmed.
struct NewAccount {
    std::string name;
    std::string email;
    Secret password;
    std::optional<std::string> phone = {};
};

enum class AccountRejection {
    not_found,
    email_taken,
    key_reused,
    stale,
    wrong_password,  ///< the present one that was given
    too_many,
    overloaded,
    last_admin
};

/// A refusal with how long to wait, where that is known.
struct AccountRefusal {
    AccountRejection reason{};
    std::chrono::seconds retry_after{};
};

template <class T>
using AccountResult = std::expected<T, AccountRefusal>;

/// What a signed-in user changes of their own account.
struct ProfileChange {
    std::optional<std::string> name = {};
    std::optional<std::optional<std::string>> phone = {};  ///< given and empty: removed
    struct Password {
        Secret present;
        Secret future;
    };
    std::optional<Password> password = {};
    std::string remote_address = {};
};

/// Accounts: who there is, and what they may become. Authorization is the caller's business but for whose account it
/// is. Used on the loop's thread.
class Accounts {
public:
    struct Parts {
        UserStore& store;
        Credentials& credentials;
        SessionEnds& ends;
        UuidSource& ids;
        Clock& clock;
        Random& random;
        Log log;
        Metrics& metrics;
    };
    explicit Accounts(Parts parts);

    /// Makes an attendee. `render` gives the answer that the key keeps; a known key gives the kept one instead.
    using Render = std::function<KeptAnswer(const User&)>;
    Task<AccountResult<Added>> sign_up(Context context, NewAccount account, std::optional<IdempotencyKey> key,
                                       Render render);

    Task<std::optional<User>> find(UserId id);
    Task<std::vector<User>> list(UserFilter filter);
    /// How the booking service reaches a user.
    Task<std::optional<Contact>> contact(UserId id);

    /// Changes the caller's own account. A new password ends the user's other sessions.
    Task<AccountResult<User>> change_profile(Context context, UserId id, ProfileChange change,
                                             ExpectedRevision expected);

    /// Gives a role (not `service`); another one than before ends the user's sessions.
    Task<AccountResult<User>> change_role(Context context, UserId id, Role role, ExpectedRevision expected);
    /// The same by e-mail, for the command line.
    Task<AccountResult<User>> grant(Context context, std::string email, Role role);

    struct FirstAdmin {
        bool made = false;          ///< there was no admin before
        std::string password = {};  ///< the one that was generated; empty where none was. To be printed once
    };
    /// Sees to it that there is an admin: does nothing if there is one; otherwise gives the role to the user of this
    /// e-mail, or makes that user with the password given, or with one generated. E-mail and password must keep the
    /// rules. Throws std::runtime_error when overloaded.
    Task<FirstAdmin> ensure_admin(Context context, std::string email, std::optional<Secret> password);

private:
    Task<AccountResult<UserChange::Password>> prove_and_hash(Context context, UserId id, std::string remote_address,
                                                             ProfileChange::Password password);
    Task<bool> add_admin(Context context, std::string email, Secret password);
    AccountResult<User> finish(std::expected<Changed, ChangeRejection> changed);
    Secret generate_password();

    Parts parts_;
    Counter& signed_up_;
};

}  // namespace boxoffice::user
