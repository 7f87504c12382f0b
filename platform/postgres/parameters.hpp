#pragma once

#include "platform/id/uuid.hpp"
#include "platform/time/timestamp.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::postgres {

/// The types that parameters and columns have here, by their object ids in the system catalogue (pg_type).
enum class Type : std::uint32_t {
    boolean = 16,
    bytea = 17,
    int8 = 20,
    int4 = 23,
    text = 25,
    float8 = 701,
    varchar = 1043,
    timestamptz = 1184,
    uuid = 2950
};

/// The values of `$1`, `$2` …, in the binary format of the protocol: integers (int8), bool, double (float8), text, Uuid
/// and Id (uuid), Timestamp (timestamptz), byte arrays (bytea), and optionals of these.
class Parameters {
public:
    Parameters() = default;
    template <class... Values>
    explicit Parameters(const Values&... values) {
        (add(values), ...);
    }

    std::size_t size() const { return types_.size(); }
    const std::vector<Type>& types() const { return types_; }
    /// Nothing for NULL.
    const std::optional<std::string>& value(std::size_t index) const { return values_[index]; }

private:
    template <std::integral T>
    void add(T value) {
        add_integer(static_cast<std::int64_t>(value));
    }
    void add(bool value) { add_bytes(Type::boolean, std::string(1, value ? '\1' : '\0')); }
    void add(double value);
    void add(std::string_view text) { add_bytes(Type::text, std::string(text)); }
    void add(const std::string& text) { add_bytes(Type::text, text); }
    void add(const char* text) { add_bytes(Type::text, text); }
    void add(const Uuid& id) { add_raw(Type::uuid, id.bytes); }
    template <class Tag>
    void add(const Id<Tag>& id) {
        add(id.value);
    }
    void add(Timestamp time);
    template <std::size_t N>
    void add(const std::array<std::uint8_t, N>& bytes) {
        add_raw(Type::bytea, bytes);
    }
    void add(const std::vector<std::uint8_t>& bytes) { add_raw(Type::bytea, bytes); }
    template <class T>
    void add(const std::optional<T>& value) {
        add(value ? *value : T{});
        if (!value) values_.back().reset();
    }

    void add_integer(std::int64_t value);
    void add_raw(Type type, std::span<const std::uint8_t> bytes) {
        add_bytes(type, std::string(bytes.begin(), bytes.end()));
    }
    void add_bytes(Type type, std::string bytes);

    std::vector<Type> types_;
    std::vector<std::optional<std::string>> values_;
};

/// A statement with its values. Statements are prepared once for each connection and kept by their text, so the text is
/// a constant, and the values go as parameters.
struct Statement {
    const char* sql;
    Parameters parameters = {};
};

}  // namespace boxoffice::postgres
