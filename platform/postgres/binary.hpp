#pragma once

#include "platform/time/timestamp.hpp"

#include <bit>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::postgres::binary {

/// Numbers in the protocol's binary format: big-endian. Inside platform/postgres only.
template <std::unsigned_integral T>
std::string encode(T value) {
    std::string bytes(sizeof value, '\0');
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, value >>= 8) *byte = static_cast<char>(value & 0xff);
    return bytes;
}

/// The text must hold `sizeof(T)` bytes.
template <std::unsigned_integral T>
T decode(std::string_view bytes) {
    T value = 0;
    for (const char byte : bytes) value = static_cast<T>(value << 8) | static_cast<unsigned char>(byte);
    return value;
}

/// PostgreSQL counts time in microseconds from here.
inline constexpr Timestamp epoch = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);

}  // namespace boxoffice::postgres::binary
