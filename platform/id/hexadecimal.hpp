#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace boxoffice {

/// Appends two lower-case hexadecimal digits a byte.
void append_hexadecimal(std::string& out, std::span<const std::uint8_t> bytes);

/// The same into memory that has room; returns the end of what was written.
char* write_hexadecimal(char* to, std::span<const std::uint8_t> bytes);

/// Fills `bytes` from exactly two digits each, lower case only; false (and `bytes` undefined) for anything else.
bool parse_hexadecimal(std::string_view digits, std::span<std::uint8_t> bytes);

}  // namespace boxoffice
