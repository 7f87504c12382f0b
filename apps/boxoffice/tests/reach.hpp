#pragma once

#include "platform/http/server.hpp"
#include "platform/remote/remote.hpp"
#include "platform/remote/service_tokens.hpp"
#include "platform/testing/scripted_server.hpp"
#include "platform/testing/turning.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace boxoffice::test {

/// Where the neighbour of a test is.
enum class Place { in_this_process, over_http };

inline std::string name_of(const testing::TestParamInfo<Place>& info) {
    return info.param == Place::over_http ? "http" : "local";
}

/// What a service needs to reach its neighbours over HTTP, and somebody who gives it a token.
class Reach {
public:
    /// `token` is what the neighbours take.
    Reach(Loop& given_loop, std::function<std::string()> token) : loop(given_loop), token_giver(loop) {
        token_giver.reply = [token = std::move(token)](const std::string&) {
            return ScriptedServer::json(fmt::format(R"({{"access_token":"{}","expires_in":3600}})", token()));
        };
    }
    ~Reach() {
        client.close();
        cancel_and_join(loop, scope);
    }

    remote::Remote::Options options(std::string name, const std::string& address) const {
        return {.name = std::move(name), .instances = remote::parse_instances(address), .timeout = timeout};
    }
    /// The service at the address. The latest one asked for; it lives as long as this object.
    remote::Remote& service(std::string name, const std::string& address) {
        auto& made = services.emplace_back(parts(), options(std::move(name), address));
        made.use_tokens(tokens);
        return made;
    }
    remote::Remote::Parts parts() { return {client, clock, random, {}, metrics}; }

    Loop& loop;
    SystemClock clock{loop};
    SystemRandom random;
    Metrics metrics{"test"};
    Timeouts timeouts{loop};
    TaskScope scope{loop, [](const std::exception_ptr& fault) { FAIL() << describe(fault); }};
    http::Client client{loop, timeouts};
    std::chrono::milliseconds timeout{2'000};
    ScriptedServer token_giver;
    remote::Remote token_service{parts(), options("user", token_giver.address())};
    remote::ServiceTokens tokens{{token_service, scope, clock, {}}, "booking", Secret("secret")};
    std::deque<remote::Remote> services;
};

/// A route table behind a real server, on the test's loop.
class Served {
public:
    Served(Loop& loop, http::Router& router) : loop_(loop), server_(loop, router, {}) {
        server_.listen("127.0.0.1", 0);
    }
    ~Served() { run(loop_, server_.drain(std::chrono::milliseconds(0))); }

    std::string address() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

private:
    Loop& loop_;
    http::Server server_;
};

}  // namespace boxoffice::test
