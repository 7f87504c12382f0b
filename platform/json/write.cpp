#include "platform/json/write.hpp"

#include <cmath>
#include <cstring>

namespace boxoffice::json {

namespace {

constexpr std::uint64_t each(std::uint8_t byte) { return 0x0101010101010101ULL * byte; }

// A set top bit for bytes that are zero; after the first such byte it may also be set for others.
constexpr std::uint64_t zero_bytes(std::uint64_t word) { return (word - each(1)) & ~word & each(0x80); }

// The same for bytes that must be escaped: a quote, a backslash, or below U+0020.
constexpr std::uint64_t special_bytes(std::uint64_t word) {
    const auto controls = (word - each(0x20)) & ~word & each(0x80);
    return controls | zero_bytes(word ^ each('"')) | zero_bytes(word ^ each('\\'));
}

constexpr bool is_special(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// Eight bytes at a time as long as none is special.
std::size_t plain_prefix(std::string_view text) {
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + at, sizeof word);
        if (special_bytes(word) != 0) break;
    }
    while (at < text.size() && !is_special(text[at])) ++at;
    return at;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    constexpr char digits[] = "0123456789abcdef";
    out += "\\u00";
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[c & 15];
}

void append_object(std::string& out, const boost::json::object& object) {
    char separator = '{';
    for (const auto& [name, value] : object) {
        out += separator;
        append_string(out, std::string_view(name));
        out += ':';
        append(out, value);
        separator = ',';
    }
    out += separator == '{' ? "{}" : "}";
}

void append_array(std::string& out, const boost::json::array& array) {
    char separator = '[';
    for (const auto& value : array) {
        out += separator;
        append(out, value);
        separator = ',';
    }
    out += separator == '[' ? "[]" : "]";
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
    out += '"';
    while (true) {
        const auto plain = plain_prefix(text);
        out.append(text.substr(0, plain));
        if (plain == text.size()) break;
        append_escaped(out, text[plain]);
        text.remove_prefix(plain + 1);
    }
    out += '"';
}

void append(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    char digits[32];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append(std::string& out, const boost::json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::null: out += "null"; return;
        case boost::json::kind::bool_: append(out, value.get_bool()); return;
        case boost::json::kind::int64: append(out, value.get_int64()); return;
        case boost::json::kind::uint64: append(out, value.get_uint64()); return;
        case boost::json::kind::double_: append(out, value.get_double()); return;
        case boost::json::kind::string: append_string(out, std::string_view(value.get_string())); return;
        case boost::json::kind::array: append_array(out, value.get_array()); return;
        case boost::json::kind::object: append_object(out, value.get_object()); return;
    }
}

}  // namespace boxoffice::json
