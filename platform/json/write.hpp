#pragma once

#include "platform/id/uuid.hpp"
#include "platform/shared/shared.hpp"
#include "platform/time/timestamp.hpp"

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include <charconv>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::json {

/// An optional that is written as `null` when empty; a plain std::optional is left out.
template <class T>
struct Nullable {
    std::optional<T> value;
};

/// JSON that is already text.
struct Raw {
    std::string text;
};

/// Appends a JSON string, escaped, in quotes. `text` must be UTF-8.
void append_string(std::string& out, std::string_view text);

inline void append(std::string& out, std::string_view text) { append_string(out, text); }
inline void append(std::string& out, const std::string& text) { append_string(out, text); }
inline void append(std::string& out, const char* text) { append_string(out, text); }
inline void append(std::string& out, bool value) { out += value ? "true" : "false"; }
inline void append(std::string& out, Timestamp time) {
    out += '"';
    append_rfc3339(out, time);
    out += '"';
}
inline void append(std::string& out, const Uuid& id) {
    out += '"';
    id.append_to(out);
    out += '"';
}
inline void append(std::string& out, const Raw& raw) { out += raw.text; }
void append(std::string& out, const boost::json::value& value);
/// The shortest text that reads back as the same number; `null` for what JSON has no number for.
void append(std::string& out, double value);

template <class T>
    requires(std::integral<T> && !std::same_as<T, bool>)
void append(std::string& out, T value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

template <class Tag>
void append(std::string& out, const Id<Tag>& id) {
    append(out, id.value);
}

/// Enumerations described by BOOST_DESCRIBE_ENUM are written by their names.
template <class E>
    requires std::is_enum_v<E>
void append(std::string& out, E value) {
    append_string(out, boost::describe::enum_to_string(value, "?"));
}

template <class T>
void append(std::string& out, const std::vector<T>& items);
template <class T>
void append(std::string& out, const std::map<std::string, T>& members);
template <class T>
void append(std::string& out, const Nullable<T>& item);
template <class T>
void append(std::string& out, const Shared<T>& item);
template <class T>
    requires boost::describe::has_describe_members<T>::value
void append(std::string& out, const T& object);

template <class T>
void append(std::string& out, const std::vector<T>& items) {
    char separator = '[';
    for (const auto& item : items) {
        out += separator;
        append(out, item);
        separator = ',';
    }
    out += separator == '[' ? "[]" : "]";
}

template <class T>
void append(std::string& out, const std::map<std::string, T>& members) {
    char separator = '{';
    for (const auto& [name, value] : members) {
        out += separator;
        append_string(out, name);
        out += ':';
        append(out, value);
        separator = ',';
    }
    out += separator == '{' ? "{}" : "}";
}

template <class T>
void append(std::string& out, const Nullable<T>& item) {
    if (item.value)
        append(out, *item.value);
    else
        out += "null";
}

template <class T>
void append(std::string& out, const Shared<T>& item) {
    append(out, *item);
}

namespace detail {
template <class T>
void append_member(std::string& out, char& separator, const char* name, const T& value) {
    out += separator;
    separator = ',';
    out += '"';
    out += name;
    out += "\":";
    append(out, value);
}
template <class T>
void append_member(std::string& out, char& separator, const char* name, const std::optional<T>& value) {
    if (value) append_member(out, separator, name, *value);
}
}  // namespace detail

/// Structures described by BOOST_DESCRIBE_STRUCT are objects; members keep their order, bases come first, and an
/// empty optional is left out.
template <class T>
    requires boost::describe::has_describe_members<T>::value
void append(std::string& out, const T& object) {
    char separator = '{';
    using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>(
        [&](auto member) { detail::append_member(out, separator, member.name, object.*member.pointer); });
    out += separator == '{' ? "{}" : "}";
}

/// The text of a value.
template <class T>
std::string write(const T& value) {
    std::string out;
    out.reserve(256);
    append(out, value);
    return out;
}

}  // namespace boxoffice::json
