#pragma once

#include "bench/driver/histogram.hpp"

#include <boost/describe.hpp>

#include <string>

namespace boxoffice::load {

struct DiskResult {
    double syncs_per_s = 0;
    Latency latency = {};
};
BOOST_DESCRIBE_STRUCT(DiskResult, (), (syncs_per_s, latency))

/// Appends 4 KiB to a file in `folder` and waits for fdatasync, again and again: what one durable write costs here.
/// Throws std::system_error.
DiskResult measure_disk(const std::string& folder, double seconds);

}  // namespace boxoffice::load
