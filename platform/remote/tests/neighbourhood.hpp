#pragma once

#include "platform/remote/remote.hpp"
#include "platform/testing/clocks.hpp"
#include "platform/testing/random.hpp"
#include "platform/testing/scripted_server.hpp"
#include "platform/testing/temporary_folder.hpp"
#include "platform/testing/turning.hpp"

#include <gtest/gtest.h>

namespace boxoffice::remote {

/// A service with a neighbour that answers as a test tells it. For tests only.
class Neighbourhood : public testing::Test {
protected:
    Neighbourhood() {
        server.reply = [](const std::string&) { return ScriptedServer::json("{}"); };
    }
    ~Neighbourhood() override { cancel_and_join(loop, scope); }

    Remote::Options options(std::vector<http::Origin> instances = {}) const {
        if (instances.empty()) instances = parse_instances(server.address());
        return {.name = "user",
                .instances = std::move(instances),
                .timeout = std::chrono::milliseconds(500),
                .breaker = {.faults_in_a_row = 2}};
    }
    Remote::Parts parts() { return {client, clock, random, {}, metrics}; }
    std::size_t asked(std::string_view words) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            server.requests, [words](const std::string& request) { return request.contains(words); }));
    }

    TemporaryFolder folder;
    Loop loop;
    ManualClock clock{loop};
    CountingRandom random;
    Metrics metrics{"booking"};
    Timeouts timeouts{loop};
    TaskScope scope{loop, [](const std::exception_ptr&) { FAIL() << "a background task failed"; }};
    ScriptedServer server{loop};
    http::Client client{loop, timeouts};
};

}  // namespace boxoffice::remote
