#pragma once

#include "platform/async/clock.hpp"
#include "platform/async/scope.hpp"
#include "platform/config/secret.hpp"
#include "platform/log/log.hpp"
#include "platform/remote/remote.hpp"
#include "platform/remote/single_flight.hpp"

#include <chrono>
#include <string>

namespace boxoffice::remote {

/// This service's own token, by which its neighbours know it: asked from the user service with the service secret
/// (OAuth 2 client credentials, RFC 6749, section 4.4), kept, and renewed in the last fifth of its life while the old
/// one goes on serving. Used on the loop's thread only.
class ServiceTokens {
public:
    struct Parts {
        Remote& users;
        TaskScope& scope;  ///< owns the requests; must be joined before this object dies
        Clock& clock;
        Log log;
    };
    /// `service` is the name that becomes the token's `sub`.
    ServiceTokens(Parts parts, std::string service, Secret secret);

    /// A token that is valid for a while yet. Waits for the user service only when there is none; many who wait cause
    /// one request. Throws Unavailable when none could be had.
    Task<std::string> token();

    /// Somebody refused this token: unless there is another already, the next caller gets a new one.
    void refused(const std::string& token);

private:
    struct Held {
        std::string token;
        Timestamp renew_at{};
        Timestamp expires_at{};
    };

    Task<std::string> renew();
    Task<std::string> request();
    Task<> renew_in_background();
    void postpone(const http::Response& answer);

    Parts parts_;
    std::string service_;
    Secret secret_;
    SingleFlight<std::string> flight_;
    Held held_;
    Timestamp not_before_{};  ///< after a refusal: of the next request
    int refusals_ = 0;
};

}  // namespace boxoffice::remote
