#pragma once

#include "platform/remote/remote.hpp"
#include "services/user/ports/neighbour.hpp"

namespace boxoffice::user {

/// Another service over HTTP. What is about one event, or one booking, or bears one Idempotency-Key, goes to the same
/// instance while that answers.
class HttpNeighbour final : public Neighbour {
public:
    /// A booking may take twice as long as its neighbours do before it is answered, so `timeout` is longer than theirs.
    explicit HttpNeighbour(remote::Remote& service, std::chrono::milliseconds timeout = std::chrono::seconds(20))
        : service_(service), timeout_(timeout) {}

    Task<http::Response> send(http::Request request) override;

private:
    remote::Remote& service_;
    std::chrono::milliseconds timeout_;
};

}  // namespace boxoffice::user
