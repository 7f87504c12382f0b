#pragma once

#include "platform/remote/remote.hpp"
#include "services/user/ports/neighbour.hpp"

namespace boxoffice::user {

/// Another service over HTTP. What is about one event, or one booking, or bears one Idempotency-Key, goes to the same
/// instance while that answers.
class HttpNeighbour final : public Neighbour {
public:
    explicit HttpNeighbour(remote::Remote& service) : service_(service) {}

    Task<http::Response> send(http::Request request) override;

private:
    remote::Remote& service_;
};

}  // namespace boxoffice::user
