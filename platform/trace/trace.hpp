#pragma once

#include "platform/id/uuid.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice {

/// Where a piece of work belongs: W3C Trace Context, level 1.
struct Trace {
    std::array<std::uint8_t, 16> trace_id{};
    std::array<std::uint8_t, 8> span_id{};
    bool sampled = true;

    /// 32 lower-case hexadecimal digits.
    std::string trace_id_text() const;
    /// The header's value: "00-<trace id>-<span id>-01".
    std::string traceparent() const;

    /// Reads a `traceparent`; nothing when it is malformed or all zero (then a new trace begins).
    static std::optional<Trace> parse(std::string_view traceparent);
    /// A new trace.
    static Trace begin(Random& random);
    /// The same trace, a new span.
    Trace child(Random& random) const;
};

}  // namespace boxoffice
