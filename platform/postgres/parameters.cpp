#include "platform/postgres/parameters.hpp"

#include "platform/postgres/binary.hpp"

namespace boxoffice::postgres {

void Parameters::add(double value) { add_bytes(Type::float8, binary::encode(std::bit_cast<std::uint64_t>(value))); }

void Parameters::add(Timestamp time) {
    const auto since = std::chrono::microseconds(time - binary::epoch).count();
    add_bytes(Type::timestamptz, binary::encode(static_cast<std::uint64_t>(since)));
}

void Parameters::add_integer(std::int64_t value) {
    add_bytes(Type::int8, binary::encode(static_cast<std::uint64_t>(value)));
}

void Parameters::add_bytes(Type type, std::string bytes) {
    types_.push_back(type);
    values_.emplace_back(std::move(bytes));
}

}  // namespace boxoffice::postgres
