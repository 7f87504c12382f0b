#pragma once

#include "platform/async/clock.hpp"
#include "platform/http/router.hpp"

#include <cstdlib>
#include <filesystem>

namespace boxoffice::http {

/// A clock that stands still, so that tokens and answers can be told beforehand.
class StandingClock final : public Clock {
public:
    Timestamp now() override { return Timestamp(std::chrono::milliseconds(1'800'000'000'000)); }
    Task<> sleep(std::chrono::milliseconds) override { co_return; }
};

/// Tests' own: a router with all that it needs, and tokens that it trusts.
struct TestSite {
    static std::filesystem::path make_folder() {
        std::string name = std::filesystem::temp_directory_path() / "boxoffice-http-XXXXXX";
        return mkdtemp(name.data());
    }
    TestSite() { verifier.trust(R"({"keys":[)" + key.public_jwk() + "]}"); }
    ~TestSite() { std::filesystem::remove_all(folder); }
    TestSite(const TestSite&) = delete;
    TestSite& operator=(const TestSite&) = delete;

    std::string token(Role role) {
        return key.sign({.subject = role == Role::service ? "booking" : "0190b0a8-0000-7000-8000-000000000001",
                         .session = "0190b0a8-0000-7000-8000-000000000002",
                         .email = "ann@example.org",
                         .role = role,
                         .issued_at = clock.now(),
                         .expires_at = clock.now() + auth::token_lifetime},
                        "token-1");
    }

    /// Adds a route of one path whose handler may not capture anything.
    void route(Method method, std::string path, Access access, Body body, Task<Response> (*handler)(Request&)) {
        router.add({method, {std::move(path)}, access, body, handler});
    }

    std::filesystem::path folder = make_folder();
    auth::SigningKey key = auth::SigningKey::from_file_or_new(folder / "key.jwk");
    auth::TokenVerifier verifier;
    StandingClock clock;
    SystemRandom random;
    Metrics metrics{"test"};
    LogFile log_file{{.path = folder / "log", .level = Level::debug, .standard_output = false}};
    Log log{log_file, "test"};
    Router router{{verifier, clock, random, log, metrics}};
};

}  // namespace boxoffice::http
