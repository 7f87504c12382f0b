#include "bench/driver/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace boxoffice::load {

namespace {

constexpr double drawn_shares[] = {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 1};

double milliseconds(std::uint64_t microseconds) { return static_cast<double>(microseconds) / 1000; }

}  // namespace

std::size_t Histogram::bucket_of(std::uint64_t microseconds) {
    const int shift = std::max(0, static_cast<int>(std::bit_width(microseconds)) - sub_bits - 1);
    const auto bucket = (static_cast<std::size_t>(shift) << sub_bits) + (microseconds >> shift);
    return std::min(bucket, (static_cast<std::size_t>(powers) << sub_bits) - 1);
}

std::uint64_t Histogram::upper_end_of(std::size_t bucket) {
    constexpr std::size_t whole = std::size_t{1} << sub_bits;
    if (bucket < 2 * whole) return bucket;
    const auto shift = (bucket >> sub_bits) - 1;
    const auto within = bucket - (shift << sub_bits);
    return ((static_cast<std::uint64_t>(within) + 1) << shift) - 1;
}

void Histogram::add(std::uint64_t microseconds) {
    ++buckets_[bucket_of(microseconds)];
    ++count_;
    sum_ += microseconds;
    max_ = std::max(max_, microseconds);
}

std::uint64_t Histogram::at(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
    std::uint64_t passed = 0;
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
        passed += buckets_[bucket];
        if (passed >= wanted && passed > 0) return std::min(upper_end_of(bucket), max_);
    }
    return max_;
}

Latency Histogram::latency() const {
    if (count_ == 0) return {};
    Latency latency{.count = count_,
                    .mean_ms = milliseconds(sum_) / static_cast<double>(count_),
                    .p50_ms = milliseconds(at(0.5)),
                    .p90_ms = milliseconds(at(0.9)),
                    .p99_ms = milliseconds(at(0.99)),
                    .p999_ms = milliseconds(at(0.999)),
                    .max_ms = milliseconds(max_)};
    for (const auto share : drawn_shares) latency.curve.push_back({share, milliseconds(at(share))});
    return latency;
}

}  // namespace boxoffice::load
