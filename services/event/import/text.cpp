#include "services/event/import/text.hpp"

#include <algorithm>

namespace boxoffice::event {

namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// The bytes of the code point at the front; 0 when they are none.
std::size_t code_point_size(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return 0;
    if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 0;
    return size;
}

}  // namespace

std::string trim(std::string_view text) {
    for (;;) {
        const auto before = text.size();
        while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
        while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
        if (text.starts_with(no_break_space)) text.remove_prefix(no_break_space.size());
        if (text.ends_with(no_break_space)) text.remove_suffix(no_break_space.size());
        if (text.size() == before) return std::string(text);
    }
}

std::optional<std::string> trimmed_or_none(std::string_view text) {
    auto trimmed = trim(text);
    return trimmed.empty() ? std::nullopt : std::optional(std::move(trimmed));
}

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        if (c == '\n' && line.ends_with('\r')) line.pop_back();
        line += c == '\n' || c == '\t' ? ' ' : c;
    }
    std::ranges::replace(line, '\r', ' ');
    return line;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = std::min(text.find(separator), text.size());
        if (auto part = trimmed_or_none(text.substr(0, end))) parts.push_back(std::move(*part));
        if (end == text.size()) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::string> web_address(std::optional<std::string> text) {
    if (!text) return text;
    std::string address;
    for (const char c : *text) {
        if (c == ' ')
            address += "%20";
        else
            address += c;
    }
    return address;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto size = code_point_size(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

}  // namespace boxoffice::event
