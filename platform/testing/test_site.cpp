#include "platform/testing/test_site.hpp"

#include "platform/async/run.hpp"

namespace boxoffice {

TestSite::TestSite(std::string service) : metrics(service), log(log_file, service) {
    verifier.trust(R"({"keys":[)" + key.public_jwk() + "]}");
}

std::string TestSite::token(const std::string& subject, Role role) {
    return key.sign({.subject = subject,
                     .session = "0190b0a8-0000-7000-8000-000000000002",
                     .email = "ann@example.org",
                     .role = role,
                     .issued_at = clock.now(),
                     .expires_at = clock.now() + auth::token_lifetime},
                    "token-1");
}

std::string TestSite::token(Role role) {
    return token(role == Role::service ? "booking" : "0190b0a8-0000-7000-8000-000000000001", role);
}

void TestSite::route(http::Method method, std::string path, http::Access access, http::Body body,
                     Task<http::Response> (*handler)(http::Request&)) {
    router.add({method, {std::move(path)}, access, body, handler});
}

http::Response TestSite::answer(http::Request request) { return run(loop, router.dispatch(std::move(request))); }

http::Response TestSite::send(const Call& call) {
    http::Request request;
    request.method = call.method;
    request.target = call.target;
    request.body = call.body;
    if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    if (!call.key.empty()) request.headers.emplace_back("Idempotency-Key", call.key);
    if (!call.as.empty()) request.headers.emplace_back("Authorization", "Bearer " + token(call.as, call.role));
    return answer(std::move(request));
}

http::Response TestSite::post(std::string target, std::string body, std::string key_of_call) {
    return send({.method = http::Method::post,
                 .target = std::move(target),
                 .body = std::move(body),
                 .key = std::move(key_of_call)});
}

http::Response TestSite::get(std::string target) { return send({.target = std::move(target)}); }

}  // namespace boxoffice
