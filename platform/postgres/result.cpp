#include "platform/postgres/result.hpp"

#include "platform/postgres/binary.hpp"

#include <libpq-fe.h>

#include <charconv>
#include <stdexcept>

namespace boxoffice::postgres {

namespace {

[[noreturn]] void refuse(const pg_result* result, int column, const std::string& why) {
    const char* name = PQfname(result, column);
    throw std::runtime_error("PostgreSQL: column " + (name ? std::string(name) : std::to_string(column)) + " " + why);
}

}  // namespace

bool Row::is_null(int column) const { return PQgetisnull(result_, index_, column) == 1; }

Type Row::type(int column) const { return static_cast<Type>(PQftype(result_, column)); }

std::string_view Row::value(int column) const {
    if (is_null(column)) refuse(result_, column, "is null, or not there");
    return {PQgetvalue(result_, index_, column), static_cast<std::size_t>(PQgetlength(result_, index_, column))};
}

std::string_view Row::value(int column, Type expected) const {
    if (type(column) != expected)
        refuse(result_, column,
               "is of type " + std::to_string(PQftype(result_, column)) + ", not " +
                   std::to_string(static_cast<std::uint32_t>(expected)));
    return value(column);
}

bool Row::boolean(int column) const { return value(column, Type::boolean) != std::string_view("\0", 1); }

std::int64_t Row::integer(int column) const {
    if (type(column) == Type::int4) return static_cast<std::int32_t>(binary::decode<std::uint32_t>(value(column)));
    return static_cast<std::int64_t>(binary::decode<std::uint64_t>(value(column, Type::int8)));
}

double Row::real(int column) const {
    return std::bit_cast<double>(binary::decode<std::uint64_t>(value(column, Type::float8)));
}

std::string Row::text(int column) const {
    return std::string(type(column) == Type::varchar ? value(column) : value(column, Type::text));
}

Uuid Row::uuid(int column) const {
    const auto bytes = value(column, Type::uuid);
    Uuid uuid;
    std::ranges::copy(bytes.substr(0, uuid.bytes.size()), uuid.bytes.begin());
    return uuid;
}

Timestamp Row::time(int column) const {
    const auto since = static_cast<std::int64_t>(binary::decode<std::uint64_t>(value(column, Type::timestamptz)));
    return binary::epoch + std::chrono::floor<std::chrono::milliseconds>(std::chrono::microseconds(since));
}

std::vector<std::uint8_t> Row::bytes(int column) const {
    const auto bytes = value(column, Type::bytea);
    return {bytes.begin(), bytes.end()};
}

std::optional<std::int64_t> Row::optional_integer(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<std::string> Row::optional_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional(text(column));
}

std::optional<Timestamp> Row::optional_time(int column) const {
    return is_null(column) ? std::nullopt : std::optional(time(column));
}

std::size_t Result::size() const { return static_cast<std::size_t>(PQntuples(result_.get())); }

// libpq takes the result without const here, though it only reads.
std::string_view Result::tag() const { return PQcmdStatus(const_cast<pg_result*>(result_.get())); }

std::int64_t Result::affected() const {
    const std::string_view count = PQcmdTuples(const_cast<pg_result*>(result_.get()));
    std::int64_t rows = 0;
    std::from_chars(count.data(), count.data() + count.size(), rows);
    return rows;
}

}  // namespace boxoffice::postgres
