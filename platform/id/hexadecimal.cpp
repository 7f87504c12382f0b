#include "platform/id/hexadecimal.hpp"

#include <array>

namespace boxoffice {

namespace {

constexpr std::string_view digits_of_all = "0123456789abcdef";

constexpr auto pairs = [] {
    std::array<char, 512> table{};
    for (std::size_t i = 0; i < 256; ++i) {
        table[2 * i] = digits_of_all[i >> 4];
        table[2 * i + 1] = digits_of_all[i & 15];
    }
    return table;
}();

constexpr auto values = [] {
    std::array<int, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < 16; ++i) table[static_cast<unsigned char>(digits_of_all[i])] = static_cast<int>(i);
    return table;
}();

}  // namespace

char* write_hexadecimal(char* to, std::span<const std::uint8_t> bytes) {
    for (const auto byte : bytes) {
        __builtin_memcpy(to, &pairs[2 * std::size_t{byte}], 2);
        to += 2;
    }
    return to;
}

void append_hexadecimal(std::string& out, std::span<const std::uint8_t> bytes) {
    const auto start = out.size();
    out.resize(start + 2 * bytes.size());
    write_hexadecimal(out.data() + start, bytes);
}

bool parse_hexadecimal(std::string_view digits, std::span<std::uint8_t> bytes) {
    if (digits.size() != 2 * bytes.size()) return false;
    int wrong = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = values[static_cast<unsigned char>(digits[2 * i])];
        const int low = values[static_cast<unsigned char>(digits[2 * i + 1])];
        wrong |= high | low;
        bytes[i] = static_cast<std::uint8_t>((high << 4) | (low & 15));
    }
    return wrong >= 0;
}

}  // namespace boxoffice
