#pragma once

#include <boost/describe.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace boxoffice::load {

/// A value and the share of all that are at most as large.
struct CurvePoint {
    double share = 0;
    double ms = 0;
};
BOOST_DESCRIBE_STRUCT(CurvePoint, (), (share, ms))

/// A distribution in figures; all zero where nothing was counted.
struct Latency {
    std::uint64_t count = 0;
    double mean_ms = 0;
    double p50_ms = 0;
    double p90_ms = 0;
    double p99_ms = 0;
    double p999_ms = 0;
    double max_ms = 0;
    std::vector<CurvePoint> curve = {};  ///< for drawing
};
BOOST_DESCRIBE_STRUCT(Latency, (), (count, mean_ms, p50_ms, p90_ms, p99_ms, p999_ms, max_ms, curve))

/// Counts durations in buckets that grow with them (as HdrHistogram does): exact to 1 in 128, from 1 µs to 12 days, in
/// constant memory and without rounding away the slowest.
class Histogram {
public:
    void add(std::uint64_t microseconds);
    std::uint64_t count() const { return count_; }
    /// The smallest duration in µs that at least this share (0 to 1) of all do not exceed.
    std::uint64_t at(double share) const;
    Latency latency() const;

private:
    static constexpr int sub_bits = 7;
    static constexpr int powers = 34;

    static std::size_t bucket_of(std::uint64_t microseconds);
    static std::uint64_t upper_end_of(std::size_t bucket);

    std::array<std::uint64_t, static_cast<std::size_t>(powers) << sub_bits> buckets_{};
    std::uint64_t count_ = 0;
    std::uint64_t sum_ = 0;
    std::uint64_t max_ = 0;
};

}  // namespace boxoffice::load
