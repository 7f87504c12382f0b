#pragma once

#include "platform/async/task.hpp"
#include "platform/auth/caller.hpp"
#include "platform/http/message.hpp"
#include "platform/problem/problem.hpp"

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::user {

/// What somebody typed to get an account, as it was typed.
struct TypedAccount {
    std::string name;
    std::string email;
    std::string password;
};

/// What somebody typed to sign in, and from where.
struct TypedCredentials {
    std::string email;
    std::string password;
    std::string remote_address;
};

/// A token that was just given.
struct GivenToken {
    std::string token;
    std::chrono::seconds lifetime{};
};

/// What the pages need of the accounts: the use cases behind the JSON API, with the same rules and limits.
class AccountActions {
public:
    virtual ~AccountActions() = default;

    /// Makes an account and signs it in. `validation_failed` (pointers /name, /email, /password) with every fault, or
    /// `user_already_exists`.
    virtual Task<std::expected<GivenToken, Problem>> sign_up(Context context, TypedAccount account) = 0;
    /// `invalid_credentials`, `too_many_requests`, or `validation_failed`.
    virtual Task<std::expected<GivenToken, Problem>> sign_in(Context context, TypedCredentials credentials) = 0;
    /// Ends the caller's session everywhere.
    virtual Task<std::expected<void, Problem>> sign_out(Context context) = 0;
};

/// What ties a browser to a session: the cookie, and the token that proves a form to be ours.
class BrowserSessions {
public:
    virtual ~BrowserSessions() = default;

    /// The value of Set-Cookie that keeps the token (HttpOnly, SameSite=Lax).
    virtual std::string cookie(const GivenToken& given) = 0;
    /// The value of Set-Cookie that ends it.
    virtual std::string ended_cookie() = 0;
    /// The token as the browser sent it; empty when there is none.
    virtual std::string token(const http::Request& request) = 0;

    /// The hidden field of every form of this session.
    virtual std::string csrf_token(const Caller& caller) = 0;
    /// Compared in constant time.
    virtual bool csrf_token_matches(const Caller& caller, std::string_view token) = 0;
};

}  // namespace boxoffice::user
