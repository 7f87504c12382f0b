#pragma once

#include "platform/async/run.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/random.hpp"
#include "services/user/api/pages/pages.hpp"
#include "services/user/ports/neighbour.hpp"

#include <map>
#include <string>
#include <vector>

namespace boxoffice::user {

/// A neighbour that answers what a test says, by method and path, and keeps what it was asked.
class FakeNeighbour final : public Neighbour {
public:
    Task<http::Response> send(http::Request request) override;

    std::map<std::string, http::Response> answers;  ///< by "GET /events/1", without the query
    std::vector<http::Request> asked;
};

class FakeAccounts final : public AccountActions {
public:
    Task<std::expected<GivenToken, Problem>> sign_up(Context context, TypedAccount account) override;
    Task<std::expected<GivenToken, Problem>> sign_in(Context context, TypedCredentials credentials) override;
    Task<std::expected<void, Problem>> sign_out(Context context) override;

    std::optional<Problem> refusal;
    std::vector<TypedAccount> accounts;
    int signed_out = 0;
};

class FakeSessions final : public BrowserSessions {
public:
    std::string cookie(const GivenToken& given) override { return "session=" + given.token; }
    std::string ended_cookie() override { return "session=; Max-Age=0"; }
    std::string token(const http::Request& request) override { return std::string(request.cookie("session")); }
    std::string csrf_token(const Caller& caller) override { return "proof-of-" + caller.session; }
    bool csrf_token_matches(const Caller& caller, std::string_view token) override {
        return token == csrf_token(caller);
    }
};

/// An event or booking as the services answer it, with what a test changes of it: {"name", "\"Fair\""} puts that JSON
/// in the member's place; an empty value takes the member away.
using Members = std::map<std::string, std::string>;
std::string event_json(const Members& changed = {});
std::string booking_json(const Members& changed = {});
std::string list_json(const std::vector<std::string>& items, const std::string& next_cursor = {});
http::Response problem_response(const std::string& code, const std::string& detail = "…");

/// The pages with everything around them made up.
struct PagesWorld {
    PagesWorld();

    /// Calls a page as Ada, who is signed in by cookie.
    http::Response as_ada(Task<http::Response> (Pages::*page)(http::Request&), http::Request request);
    http::Response as_nobody(Task<http::Response> (Pages::*page)(http::Request&), http::Request request);

    FakeNeighbour events;
    FakeNeighbour bookings;
    FakeAccounts accounts;
    FakeSessions sessions;
    StandingClock clock;  ///< 1 March 2027, noon in UTC
    CountingRandom random;
    Pages pages;
    Loop loop;
};

http::Request get(const std::string& target, const std::string& id = {});
http::Request post(const std::string& target, const std::string& form, const std::string& id = {});
std::string header_of(const http::Response& response, std::string_view name);

}  // namespace boxoffice::user
