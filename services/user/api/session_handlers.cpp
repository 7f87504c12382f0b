#include "services/user/api/session_handlers.hpp"

#include "platform/http/query.hpp"
#include "platform/json/read.hpp"
#include "services/user/api/client_credentials.hpp"
#include "services/user/api/rendering.hpp"

namespace boxoffice::user {

namespace {

using http::Request;
using http::Response;

struct LoginBody {
    std::string email;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(LoginBody, (), (email, password))

constexpr std::int64_t revocations_max = 500;

}  // namespace

Task<Response> SessionHandlers::sign_in(Request& request) {
    Faults faults;
    auto body = json::read<LoginBody>(request.body, faults);
    if (!body) co_return std::move(body.error());
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto signed_in = co_await sessions_.sign_in(request.context, {.email = std::move(body->email),
                                                                        .password = Secret(std::move(body->password)),
                                                                        .remote_address = request.remote_address});
    if (!signed_in) co_return problem_of(signed_in.error());
    co_return signed_in_response(*signed_in);
}

Task<Response> SessionHandlers::sign_out(Request& request) {
    if (!request.signed_in()) co_return problem::unauthenticated("Nobody is signed in.");
    co_await sessions_.sign_out(request.context);
    co_return Response(204, "");
}

Task<Response> SessionHandlers::service_token(Request& request) {
    const auto credentials = read_client_credentials(request);
    if (!credentials) co_return credentials.error();
    const auto token =
        sessions_.service_token(request.context, credentials->name, credentials->secret, request.remote_address);
    if (!token && token.error().reason == CredentialsRefusal::wrong)
        co_return Problem{.code = "invalid_credentials", .detail = "The service's secret is wrong."};
    if (!token) co_return problem_of(token.error());
    co_return service_token_response(*token);
}

Task<Response> SessionHandlers::key_set(Request&) {
    co_return Response(200, co_await sessions_.key_set()).with("Cache-Control", "public, max-age=60");
}

Task<Response> SessionHandlers::revocations(Request& request) {
    Faults faults;
    http::QueryReader query(request, faults);
    const auto after = query.integer("after", 0, std::numeric_limits<std::int64_t>::max()).value_or(0);
    const auto limit = static_cast<std::size_t>(query.integer("limit", 1, revocations_max).value_or(revocations_max));
    query.finish();
    if (!faults.empty()) co_return problem::validation_failed(faults.take());
    const auto revocations = co_await sessions_.revocations_after(after, limit + 1);
    const auto cursor_after = [](const auto& last) { return std::to_string(last.sequence); };
    co_return Response(200, http::page_body(revocations, limit, revocation_json, cursor_after));
}

}  // namespace boxoffice::user
