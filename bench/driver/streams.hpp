#pragma once

#include "bench/driver/connection.hpp"
#include "bench/driver/histogram.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <string>

namespace boxoffice::load {

/// Which streams to open, and how to learn what they should say.
struct StreamPlan {
    Address address;
    std::string stream_path;   ///< Server-Sent Events whose `id:` is a version
    std::string present_path;  ///< answers with the present version behind the dot of its ETag, "edit.version"
    std::size_t streams = 10'000;
    double seconds = 10;  ///< counted from when all are open
    double settle_s = 2;  ///< then, how long the last state may take to arrive
};

struct StreamResult {
    std::uint64_t opened = 0;
    double opening_s = 0;
    std::uint64_t ended_early = 0;
    std::uint64_t states = 0;         ///< received by all streams together
    std::uint64_t polls = 0;          ///< how often the present version was asked for
    std::uint64_t behind_at_end = 0;  ///< streams that never got the last state
    Latency lateness = {};            ///< of each state: since when the one before it was out of date
    double driver_cpu_share = 0;
};
BOOST_DESCRIBE_STRUCT(StreamResult, (),
                      (opened, opening_s, ended_early, states, polls, behind_at_end, lateness, driver_cpu_share))

/// Opens the streams, prints "open" on a line of its own when all are, and watches how late the states come.
StreamResult run_streams(const StreamPlan& plan);

}  // namespace boxoffice::load
