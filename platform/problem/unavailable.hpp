#pragma once

#include <stdexcept>

namespace boxoffice {

/// Thrown by an adapter whose engine or neighbour does not answer now but may soon: the router makes it 503
/// `unavailable` with `Retry-After: 1`. `what()` goes to the log, not to the client.
class Unavailable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace boxoffice
