#pragma once

#include "platform/id/uuid.hpp"
#include "platform/problem/problem.hpp"
#include "platform/shared/shared.hpp"
#include "platform/time/timestamp.hpp"

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace boxoffice::json {

/// A member of a PUT: not given, given as null, or given with a value.
template <class T>
struct Change {
    bool given = false;
    std::optional<T> value;
};

/// A parsed body with its duplicate members, which Boost.JSON itself would drop.
struct Document {
    boost::json::value root;
    std::vector<Fault> duplicates;
};

/// Parses RFC 8259 text: UTF-8, at most 32 deep, nothing behind the value. Otherwise `invalid_request`.
std::expected<Document, Problem> parse(std::string_view text);

/// `base` + "/" + name, escaped as RFC 6901 says.
std::string pointer(std::string_view base, std::string_view name);

/// Without its outer white space (Unicode White_Space). `text` must be UTF-8.
std::string_view trimmed(std::string_view text);

/// Each overload reads one type from `value` at `at`, and adds a fault where it is of another type. Texts are
/// trimmed of outer white space (Unicode White_Space) and refused when they hold U+0000.
void read(const boost::json::value& value, const std::string& at, std::string& out, Faults& faults);
void read(const boost::json::value& value, const std::string& at, bool& out, Faults& faults);
/// Written without fraction and exponent, within 64 bits.
void read(const boost::json::value& value, const std::string& at, std::int64_t& out, Faults& faults);
void read(const boost::json::value& value, const std::string& at, int& out, Faults& faults);
void read(const boost::json::value& value, const std::string& at, Timestamp& out, Faults& faults);
void read(const boost::json::value& value, const std::string& at, Uuid& out, Faults& faults);
/// Any JSON, as it is.
void read(const boost::json::value& value, const std::string& at, boost::json::value& out, Faults& faults);
template <class Tag>
void read(const boost::json::value& value, const std::string& at, Id<Tag>& out, Faults& faults) {
    read(value, at, out.value, faults);
}
/// One of the names of BOOST_DESCRIBE_ENUM, exactly; the fault lists them.
template <class E>
    requires std::is_enum_v<E>
void read(const boost::json::value& value, const std::string& at, E& out, Faults& faults);
template <class T>
void read(const boost::json::value& value, const std::string& at, std::vector<T>& out, Faults& faults);
template <class T>
void read(const boost::json::value& value, const std::string& at, std::map<std::string, T>& out, Faults& faults);
/// `null` reads as nothing.
template <class T>
void read(const boost::json::value& value, const std::string& at, std::optional<T>& out, Faults& faults);
template <class T>
void read(const boost::json::value& value, const std::string& at, Change<T>& out, Faults& faults);
template <class T>
void read(const boost::json::value& value, const std::string& at, Shared<T>& out, Faults& faults);
template <class T>
    requires boost::describe::has_describe_members<T>::value
void read(const boost::json::value& value, const std::string& at, T& out, Faults& faults);

/// Reads a whole body into a described structure: absent members are faults unless they are std::optional or Change,
/// unknown and duplicate members are faults. The result is there even when faults were found (with default values
/// in the wrong places), so that the caller adds the faults of its own rules to the same list and answers them all.
/// `invalid_request` only when the text is not JSON.
template <class T>
std::expected<T, Problem> read(std::string_view body, Faults& faults) {
    auto document = parse(body);
    if (!document) return std::unexpected(std::move(document.error()));
    for (auto& duplicate : document->duplicates) faults.add(std::move(duplicate.pointer), std::move(duplicate.detail));
    T result{};
    read(document->root, "", result, faults);
    return result;
}

/// Reads what this program wrote itself (a stored document), with the same rules; throws std::runtime_error when it is
/// not of the type.
template <class T>
T read_stored(std::string_view text);

}  // namespace boxoffice::json

#include "platform/json/read_described.hpp"
