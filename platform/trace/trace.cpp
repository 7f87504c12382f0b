#include "platform/trace/trace.hpp"

#include "platform/id/hexadecimal.hpp"

#include <algorithm>

namespace boxoffice {

namespace {

bool all_zero(std::span<const std::uint8_t> bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

template <std::size_t N>
void fill_nonzero(Random& random, std::array<std::uint8_t, N>& bytes) {
    do random.fill(bytes);
    while (all_zero(bytes));
}

// Version 00 is exactly 55 characters; a later version may go on behind another dash.
bool has_shape(std::string_view text, std::uint8_t version) {
    if (version == 0xff || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
    return text.size() == 55 || (version != 0 && text[55] == '-');
}

}  // namespace

std::string Trace::trace_id_text() const {
    std::string out;
    append_hexadecimal(out, trace_id);
    return out;
}

std::string Trace::traceparent() const {
    std::string out;
    out.reserve(55);
    out += "00-";
    append_hexadecimal(out, trace_id);
    out += '-';
    append_hexadecimal(out, span_id);
    out += sampled ? "-01" : "-00";
    return out;
}

std::optional<Trace> Trace::parse(std::string_view traceparent) {
    std::array<std::uint8_t, 1> version{};
    std::array<std::uint8_t, 1> flags{};
    Trace trace;
    if (traceparent.size() < 55) return std::nullopt;
    if (!parse_hexadecimal(traceparent.substr(0, 2), version) || !has_shape(traceparent, version[0]) ||
        !parse_hexadecimal(traceparent.substr(3, 32), trace.trace_id) ||
        !parse_hexadecimal(traceparent.substr(36, 16), trace.span_id) ||
        !parse_hexadecimal(traceparent.substr(53, 2), flags))
        return std::nullopt;
    if (all_zero(trace.trace_id) || all_zero(trace.span_id)) return std::nullopt;
    trace.sampled = (flags[0] & 1) != 0;
    return trace;
}

Trace Trace::begin(Random& random) {
    Trace trace;
    fill_nonzero(random, trace.trace_id);
    fill_nonzero(random, trace.span_id);
    return trace;
}

Trace Trace::child(Random& random) const {
    Trace trace = *this;
    fill_nonzero(random, trace.span_id);
    return trace;
}

}  // namespace boxoffice
