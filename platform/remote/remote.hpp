#pragma once

#include "platform/async/clock.hpp"
#include "platform/http/client.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/remote/breaker.hpp"
#include "platform/trace/trace.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::remote {

class ServiceTokens;

/// A request to a neighbour.
struct Call {
    http::Method method = http::Method::get;
    std::string target;
    std::string body = {};  ///< JSON, unless `headers` say otherwise
    http::Headers headers = {};
    Trace trace = {};           ///< carried on as `traceparent` unless it is empty
    std::string affinity = {};  ///< equal texts go to the same instance; empty: to each in turn
    std::optional<std::chrono::milliseconds> timeout = {};  ///< the neighbour's own, when absent
    std::optional<bool> repeatable = {};                    ///< see http::SendOptions
    bool as_service = true;                                 ///< with this service's token
};

/// "http://a:5000,http://b:5000": the instances of a service. Throws std::invalid_argument that names what is not an
/// http URL of host and port.
std::vector<http::Origin> parse_instances(std::string_view addresses);

/// A service of another process, with all its instances; each has a circuit breaker of its own. Nothing is ever sent
/// again here: that is for the callers, whose commands are numbered. Only where an instance cannot be connected to, so
/// that nothing was sent, the next one is asked. Used on the loop's thread only.
class Remote {
public:
    struct Parts {
        http::Client& client;
        Clock& clock;
        Random& random;
        Log log;
        Metrics& metrics;
    };
    struct Options {
        std::string name;                          ///< "event"
        std::vector<http::Origin> instances;       ///< at least one
        std::chrono::milliseconds timeout{5'000};  ///< of a whole call
        Breaker::Limits breaker = {};
        /// Whether silence opens the breaker. Not where each call's own content may be what keeps the other side
        /// silent.
        bool silence_is_a_fault = true;
    };
    Remote(Parts parts, Options options);
    Remote(const Remote&) = delete;
    Remote& operator=(const Remote&) = delete;
    ~Remote();

    /// Where the tokens for calls `as_service` come from.
    void use_tokens(ServiceTokens& tokens) { tokens_ = &tokens; }

    /// The answer, whatever its status. Throws Unavailable when there is none, at once while every breaker is open.
    Task<http::Response> call(Call call);

    /// Sends a caller's own request, without the headers that are about its connection, and returns the answer; one of
    /// Server-Sent Events streams. Throws Unavailable.
    Task<http::Response> pass_on(http::Request request, std::string affinity, std::chrono::milliseconds timeout);

    /// For readyz: returns when an instance answered its /healthz, within 2 s. Throws Unavailable.
    Task<> ping();

    const std::string& name() const { return options_.name; }

private:
    struct Instance;

    Task<http::Response> send(http::Request request, std::string affinity, http::SendOptions how);
    Task<std::optional<http::Response>> try_instance(Instance& instance, const http::Request& request,
                                                     http::SendOptions how, std::string& why);
    std::vector<Instance*> in_order(std::string_view affinity);
    void tell(Instance& instance, Breaker::State state);

    Parts parts_;
    Options options_;
    ServiceTokens* tokens_ = nullptr;
    std::vector<std::unique_ptr<Instance>> instances_;
    std::size_t turn_ = 0;
    Counter& answered_;
    Counter& unanswered_;
    Counter& refused_;
    Histogram& seconds_;
};

}  // namespace boxoffice::remote
