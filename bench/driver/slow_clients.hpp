#pragma once

#include "bench/driver/connection.hpp"
#include "bench/driver/histogram.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <string>

namespace boxoffice::load {

/// In which way clients are slow.
enum class Slowness {
    headers,  ///< a byte of the head every two seconds
    body,     ///< the same with the body
    reading   ///< asks for a long answer and does not read it
};
BOOST_DESCRIBE_ENUM(Slowness, headers, body, reading)

struct SlowPlan {
    Address address;
    Slowness slowness = Slowness::headers;
    std::string path;  ///< of a long answer, for `reading`
    std::size_t clients = 1000;
    double seconds = 40;
};

struct SlowResult {
    std::uint64_t cut = 0;   ///< by the server, within the time
    std::uint64_t kept = 0;  ///< still connected at the end
    Latency life = {};       ///< of those that were cut
};
BOOST_DESCRIBE_STRUCT(SlowResult, (), (cut, kept, life))

/// Opens slow connections, once each, and sees how long the server bears them. Prints "open" on a line of its own when
/// all are open.
SlowResult run_slow_clients(const SlowPlan& plan);

}  // namespace boxoffice::load
