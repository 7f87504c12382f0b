#pragma once

#include "platform/async/task.hpp"
#include "platform/http/message.hpp"

namespace boxoffice::user {

/// Another service, asked over HTTP or in this process, with the same answers either way.
class Neighbour {
public:
    virtual ~Neighbour() = default;

    /// Sends the request's method, target, headers and body, and returns the answer as it came, problems too; a
    /// streamed answer stays one. Who asks is said by the request's Authorization header. 503 when the neighbour cannot
    /// be reached. Called on the loop's thread.
    virtual Task<http::Response> send(http::Request request) = 0;
};

}  // namespace boxoffice::user
