#pragma once

#include "platform/http/router.hpp"
#include "platform/testing/responses.hpp"
#include "services/event/api/api.hpp"
#include "services/event/tests/company.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace boxoffice::event::test {

using http::Method;
using http::Response;

/// The event service with its routes, and people who are signed in.
class SiteTest : public testing::Test {
protected:
    SiteTest() {
        verifier.trust(R"({"keys":[)" + key.public_jwk() + "]}");
        api.add_routes(router);
    }

    std::string token(Caller caller) {
        caller.session = "session";
        caller.email = "someone@example.org";
        caller.issued_at = company.clock.now();
        caller.expires_at = company.clock.now() + auth::token_lifetime;
        return key.sign(caller, uuid(9, ++tokens).text());
    }

    Response call(Method method, std::string target, std::optional<Context> who = {}, std::string body = {},
                  http::Headers headers = {}) {
        http::Request request{.method = method, .target = std::move(target), .headers = std::move(headers)};
        if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
        if (who) request.headers.emplace_back("Authorization", "Bearer " + token(who->caller));
        request.body = std::move(body);
        return company.answer(router.dispatch(std::move(request)));
    }
    Response get(std::string target, std::optional<Context> who = {}) {
        return call(Method::get, std::move(target), std::move(who));
    }
    Response put(std::string target, std::string body, http::Headers headers = {}) {
        return call(Method::put, std::move(target), organizer(), std::move(body), std::move(headers));
    }

    static boost::json::object object(const Response& response) {
        return boost::json::parse(response.body).as_object();
    }
    std::string create() { return member(call(Method::post, "/", organizer(), good_event), "id"); }

    static constexpr const char* good_event =
        R"({"name":"Concert","starts_at":"2035-01-01T10:00:00+01:00","capacity":10,"price":2500,"currency":"EUR"})";

    Company company;
    auth::SigningKey key = auth::SigningKey::from_file_or_new(company.folder.file("key.json"));
    auth::TokenVerifier verifier;
    http::Router router{http::Router::Parts{.verifier = verifier,
                                            .clock = company.clock,
                                            .random = company.random,
                                            .log = Log(),
                                            .metrics = company.metrics}};
    Api api{company.events,       company.listings, company.inventories, company.imports,
            company.conservation, company.store,    company.clock};
    int tokens = 0;
};

}  // namespace boxoffice::event::test
