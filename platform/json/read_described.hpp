#pragma once

// The templates that read.hpp declares.
#include "platform/json/read.hpp"

#include <stdexcept>

namespace boxoffice::json {

namespace detail {

template <class T>
inline constexpr bool may_be_absent = false;
template <class T>
inline constexpr bool may_be_absent<std::optional<T>> = true;
template <class T>
inline constexpr bool may_be_absent<Change<T>> = true;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
bool is_member(std::string_view name) {
    bool found = false;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) { found = found || name == member.name; });
    return found;
}

/// False, and a fault, when the value is of another kind.
bool expect_object(const boost::json::value& value, const std::string& at, Faults& faults);
bool expect_array(const boost::json::value& value, const std::string& at, Faults& faults);
void add_not_one_of(const std::string& at, const std::vector<std::string_view>& names, Faults& faults);
[[noreturn]] void throw_unreadable(const std::vector<Fault>& faults);

template <class Member>
bool read_member(const boost::json::object& object, const std::string& at, const char* name, Member& out,
                 Faults& faults) {
    const auto* value = object.if_contains(name);
    if (value != nullptr)
        read(*value, pointer(at, name), out, faults);
    else if constexpr (!may_be_absent<Member>)
        faults.add(pointer(at, name), "is required");
    return value != nullptr;
}

}  // namespace detail

template <class E>
    requires std::is_enum_v<E>
void read(const boost::json::value& value, const std::string& at, E& out, Faults& faults) {
    const auto* text = value.if_string();
    const auto word = text != nullptr ? trimmed(std::string_view(*text)) : std::string_view();
    bool found = false;
    std::vector<std::string_view> names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
        if (!found && word == enumerator.name) {
            out = enumerator.value;
            found = true;
        }
    });
    if (found) return;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto enumerator) { names.emplace_back(enumerator.name); });
    detail::add_not_one_of(at, names, faults);
}

template <class T>
void read(const boost::json::value& value, const std::string& at, std::vector<T>& out, Faults& faults) {
    if (!detail::expect_array(value, at, faults)) return;
    const auto& array = value.get_array();
    out.clear();
    out.reserve(array.size());
    for (const auto& item : array) {
        T read_item{};
        read(item, pointer(at, std::to_string(out.size())), read_item, faults);
        out.push_back(std::move(read_item));
    }
}

template <class T>
void read(const boost::json::value& value, const std::string& at, std::map<std::string, T>& out, Faults& faults) {
    if (!detail::expect_object(value, at, faults)) return;
    out.clear();
    for (const auto& [name, item] : value.get_object())
        read(item, pointer(at, std::string_view(name)), out[std::string(std::string_view(name))], faults);
}

template <class T>
void read(const boost::json::value& value, const std::string& at, std::optional<T>& out, Faults& faults) {
    if (value.is_null()) return out.reset();
    read(value, at, out.emplace(), faults);
}

template <class T>
void read(const boost::json::value& value, const std::string& at, Change<T>& out, Faults& faults) {
    out.given = true;
    read(value, at, out.value, faults);
}

template <class T>
void read(const boost::json::value& value, const std::string& at, Shared<T>& out, Faults& faults) {
    T item{};
    read(value, at, item, faults);
    out = std::move(item);
}

template <class T>
    requires boost::describe::has_describe_members<T>::value
void read(const boost::json::value& value, const std::string& at, T& out, Faults& faults) {
    if (!detail::expect_object(value, at, faults)) return;
    const auto& object = value.get_object();
    std::size_t known = 0;
    boost::mp11::mp_for_each<detail::Members<T>>([&](auto member) {
        if (detail::read_member(object, at, member.name, out.*member.pointer, faults)) ++known;
    });
    if (known == object.size()) return;
    for (const auto& [name, unused] : object)
        if (!detail::is_member<T>(std::string_view(name)))
            faults.add(pointer(at, std::string_view(name)), "is not a member of this object");
}

template <class T>
T read_stored(std::string_view text) {
    Faults faults;
    auto result = read<T>(text, faults);
    if (!result) throw std::runtime_error("a stored document is not JSON: " + result.error().detail);
    if (!faults.empty()) detail::throw_unreadable(faults.take());
    return std::move(*result);
}

}  // namespace boxoffice::json
