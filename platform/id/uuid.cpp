#include "platform/id/uuid.hpp"

#include "platform/id/hexadecimal.hpp"

#include <algorithm>

namespace boxoffice {

namespace {

struct Group {
    std::size_t byte;
    std::size_t bytes;
    std::size_t character;
};
constexpr std::array groups{Group{0, 4, 0}, Group{4, 2, 9}, Group{6, 2, 14}, Group{8, 2, 19}, Group{10, 6, 24}};
constexpr std::size_t text_size = 36;
constexpr std::uint16_t counter_max = 0x0fff;

}  // namespace

void Uuid::append_to(std::string& out) const {
    char text[text_size];
    const std::span all(bytes);
    char* to = write_hexadecimal(text, all.first(4));
    for (const std::size_t start : {4, 6, 8}) {
        *to++ = '-';
        to = write_hexadecimal(to, all.subspan(start, 2));
    }
    *to++ = '-';
    write_hexadecimal(to, all.last(6));
    out.append(text, text_size);
}

std::string Uuid::text() const {
    std::string out;
    out.reserve(text_size);
    append_to(out);
    return out;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != text_size) return std::nullopt;
    Uuid id;
    for (const auto& group : groups) {
        if (group.character != 0 && text[group.character - 1] != '-') return std::nullopt;
        const auto digits = text.substr(group.character, 2 * group.bytes);
        if (!parse_hexadecimal(digits, std::span(id.bytes).subspan(group.byte, group.bytes))) return std::nullopt;
    }
    return id;
}

Uuid UuidSource::next(Timestamp now) {
    Uuid id;
    random_.fill(std::span(id.bytes).subspan(6));
    // A new millisecond starts in the counter's lower half, so that some 2,000 more fit into it.
    const auto start = static_cast<std::uint16_t>((id.bytes[6] << 8 | id.bytes[7]) & (counter_max >> 1));
    if (const auto ms = now.time_since_epoch().count(); ms > last_ms_) {
        last_ms_ = ms;
        counter_ = start;
    } else if (counter_ < counter_max) {
        ++counter_;
    } else {
        ++last_ms_;
        counter_ = start;
    }
    for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(last_ms_ >> (40 - 8 * i));
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | counter_ >> 8);
    id.bytes[7] = static_cast<std::uint8_t>(counter_ & 0xff);
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

}  // namespace boxoffice
