#include "platform/json/read.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

namespace boxoffice::json {

namespace {

struct Character {
    char32_t code;
    std::size_t size;
};

constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Only what white space needs: the text is known to be UTF-8, and no white space is beyond three bytes.
Character decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
    const auto first = byte(0);
    if (first < 0x80) return {first, 1};
    if (first < 0xe0 && text.size() >= 2) return {(first & 0x1f) << 6 | (byte(1) & 0x3f), 2};
    if (first < 0xf0 && text.size() >= 3) return {(first & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f), 3};
    return {0xfffd, text.size()};
}

Character decode_last(std::string_view text) {
    std::size_t start = text.size() - 1;
    while (start > 0 && is_continuation(text[start])) --start;
    return decode(text.substr(start));
}

constexpr bool is_white_space(char32_t c) {
    if (c <= 0x7f) return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

bool read_text(const boost::json::value& value, std::string_view& out) {
    const auto* text = value.if_string();
    if (text == nullptr) return false;
    out = trimmed(std::string_view(*text));
    return true;
}

void append_reference_token(std::string& out, std::string_view name) {
    for (const char c : name) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
}

}  // namespace

std::string pointer(std::string_view base, std::string_view name) {
    std::string out;
    out.reserve(base.size() + 1 + name.size());
    out.append(base) += '/';
    if (name.find_first_of("~/") == std::string_view::npos)
        out.append(name);
    else
        append_reference_token(out, name);
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty()) {
        const auto [code, size] = decode(text);
        if (!is_white_space(code)) break;
        text.remove_prefix(size);
    }
    while (!text.empty()) {
        const auto [code, size] = decode_last(text);
        if (!is_white_space(code)) break;
        text.remove_suffix(size);
    }
    return text;
}

void read(const boost::json::value& value, const std::string& at, std::string& out, Faults& faults) {
    std::string_view text;
    if (!read_text(value, text)) return faults.add(at, "must be a text");
    if (text.find('\0') != std::string_view::npos) return faults.add(at, "must not hold the character U+0000");
    out = text;
}

void read(const boost::json::value& value, const std::string& at, bool& out, Faults& faults) {
    if (const auto* truth = value.if_bool())
        out = *truth;
    else
        faults.add(at, "must be true or false");
}

void read(const boost::json::value& value, const std::string& at, std::int64_t& out, Faults& faults) {
    if (const auto* number = value.if_int64())
        out = *number;
    else
        faults.add(at, "must be a whole number");
}

void read(const boost::json::value& value, const std::string& at, int& out, Faults& faults) {
    std::int64_t wide = out;
    read(value, at, wide, faults);
    if (std::in_range<int>(wide))
        out = static_cast<int>(wide);
    else
        faults.add(at, "is too large");
}

void read(const boost::json::value& value, const std::string& at, Timestamp& out, Faults& faults) {
    std::string_view text;
    const auto time = read_text(value, text) ? from_rfc3339(text) : std::nullopt;
    if (time)
        out = *time;
    else
        faults.add(at, "must be a time as RFC 3339 writes it, such as 2027-03-14T20:00:00Z");
}

void read(const boost::json::value& value, const std::string& at, Uuid& out, Faults& faults) {
    std::string_view text;
    const auto id = read_text(value, text) ? Uuid::parse(text) : std::nullopt;
    if (id)
        out = *id;
    else
        faults.add(at, "must be an id");
}

void read(const boost::json::value& value, const std::string&, boost::json::value& out, Faults&) { out = value; }

namespace detail {

bool expect_object(const boost::json::value& value, const std::string& at, Faults& faults) {
    if (!value.is_object()) faults.add(at, "must be an object");
    return value.is_object();
}

bool expect_array(const boost::json::value& value, const std::string& at, Faults& faults) {
    if (!value.is_array()) faults.add(at, "must be a list");
    return value.is_array();
}

void add_not_one_of(const std::string& at, const std::vector<std::string_view>& names, Faults& faults) {
    faults.add(at, fmt::format("must be {}{}", names.size() > 1 ? "one of " : "", fmt::join(names, ", ")));
}

void throw_unreadable(const std::vector<Fault>& faults) {
    const auto& [at, detail] = faults.front();
    throw std::runtime_error(fmt::format("a stored document is not as it should be: {} {}", at, detail));
}

}  // namespace detail

}  // namespace boxoffice::json
