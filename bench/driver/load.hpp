#pragma once

#include "bench/driver/connection.hpp"
#include "bench/driver/histogram.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::load {

/// A stretch of the run, counted by itself.
struct Stretch {
    double seconds = 0;
    double rate = 0;  ///< requests a second; 0: closed loop
};

/// What to send, and how.
struct Plan {
    std::vector<Address> addresses;     ///< connection i goes to the i-th, in turn
    std::vector<std::string> requests;  ///< connection i sends the i-th, again and again
    std::size_t connections = 128;
    std::vector<Stretch> stretches;
    /// How long, after the last stretch, answers are waited for.
    double patience_s = 10;
};

struct StretchResult {
    double seconds = 0;
    double rate = 0;               ///< as planned; 0: closed loop
    std::uint64_t sent = 0;        ///< requests of this stretch, whenever they were answered
    std::uint64_t accepted = 0;    ///< answers 2xx
    std::uint64_t refused = 0;     ///< answers 429 and 503
    std::uint64_t failed = 0;      ///< other answers, and connections that broke
    std::uint64_t unanswered = 0;  ///< still open when patience ended
    double accepted_per_s = 0;     ///< by the stretch's length
    std::map<std::string, std::uint64_t> by_status = {};
    std::uint64_t refused_without_retry_after = 0;
    Latency accepted_latency = {};
    Latency refused_latency = {};
};
BOOST_DESCRIBE_STRUCT(StretchResult, (),
                      (seconds, rate, sent, accepted, refused, failed, unanswered, accepted_per_s, by_status,
                       refused_without_retry_after, accepted_latency, refused_latency))

/// What came back within one second, counted from the first stretch's begin.
struct Second {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(Second, (), (accepted, refused, failed))

struct LoadResult {
    std::vector<StretchResult> stretches = {};
    std::vector<Second> timeline = {};
    double driver_cpu_share = 0;  ///< of one core; near 1 the driver was the limit, not the server
};
BOOST_DESCRIBE_STRUCT(LoadResult, (), (stretches, timeline, driver_cpu_share))

/// Runs the stretches one after the other.
///
/// Closed loop: each connection sends its next request when the last is answered, and when that was refused with a
/// Retry-After, then; latency is from sending to answer.
/// Open loop: requests are due at even intervals whatever the server does, and go out on the first connection that is
/// free; latency is counted from when a request was due, so that a server that stalls is charged for all that had to
/// wait meanwhile (this corrects what is known as coordinated omission).
LoadResult run(const Plan& plan);

/// The CPU seconds that this process has spent.
double cpu_seconds();

}  // namespace boxoffice::load
