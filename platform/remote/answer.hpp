#pragma once

#include "platform/http/message.hpp"
#include "platform/json/read.hpp"
#include "platform/problem/unavailable.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::remote {

/// Thrown where a neighbour's answer is not what was agreed: as little is known as after silence.
class Misunderstood : public Unavailable {
public:
    using Unavailable::Unavailable;
};

/// The code of a problem+json answer; empty when it is none.
std::string problem_code(const http::Response& response);

/// "422 validation_failed: …", for a log line or an exception.
std::string summary(const http::Response& response);

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
void pick(const boost::json::value& value, const std::string& at, T& out, Faults& faults) {
    json::read(value, at, out, faults);
}

template <class T>
    requires boost::describe::has_describe_members<T>::value
void pick(const boost::json::value& value, const std::string& at, T& out, Faults& faults);
template <class T>
void pick(const boost::json::value& value, const std::string& at, std::vector<T>& out, Faults& faults);
template <class T>
void pick(const boost::json::value& value, const std::string& at, std::map<std::string, T>& out, Faults& faults);
template <class T>
void pick(const boost::json::value& value, const std::string& at, std::optional<T>& out, Faults& faults) {
    if (value.is_null()) return out.reset();
    pick(value, at, out.emplace(), faults);
}

template <class T>
    requires boost::describe::has_describe_members<T>::value
void pick(const boost::json::value& value, const std::string& at, T& out, Faults& faults) {
    if (!value.is_object()) return faults.add(at, "must be an object");
    using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        auto& place = out.*member.pointer;
        if (const auto* found = value.get_object().if_contains(member.name))
            pick(*found, json::pointer(at, member.name), place, faults);
        else if (!is_optional<std::remove_reference_t<decltype(place)>>)
            faults.add(json::pointer(at, member.name), "is required");
    });
}

template <class T>
void pick(const boost::json::value& value, const std::string& at, std::vector<T>& out, Faults& faults) {
    if (!value.is_array()) return faults.add(at, "must be an array");
    for (const auto& item : value.get_array()) pick(item, at + "/-", out.emplace_back(), faults);
}

template <class T>
void pick(const boost::json::value& value, const std::string& at, std::map<std::string, T>& out, Faults& faults) {
    if (!value.is_object()) return faults.add(at, "must be an object");
    for (const auto& [name, item] : value.get_object())
        pick(item, json::pointer(at, std::string_view(name)), out[std::string(std::string_view(name))], faults);
}

[[noreturn]] void throw_misunderstood(const std::string& fault);
[[noreturn]] void throw_misunderstood(Faults& faults);

}  // namespace detail

/// The described structure in a body. Unlike the body of a request, an answer may have members that nobody asked for: a
/// newer neighbour says more. Throws Misunderstood when one is missing that must be there, or is of another type.
template <class T>
T read_answer(const std::string& body) {
    const auto document = json::parse(body);
    if (!document) detail::throw_misunderstood(document.error().detail);
    Faults faults;
    T result{};
    detail::pick(document->root, "", result, faults);
    if (!faults.empty()) detail::throw_misunderstood(faults);
    return result;
}

/// The same of one member of a body that is an object.
template <class T>
T read_answer(const std::string& body, std::string_view member) {
    const auto document = json::parse(body);
    const auto* object = document ? document->root.if_object() : nullptr;
    const auto* value = object != nullptr ? object->if_contains(member) : nullptr;
    if (value == nullptr) detail::throw_misunderstood(fmt::format("it has no {}", member));
    Faults faults;
    T result{};
    detail::pick(*value, "/" + std::string(member), result, faults);
    if (!faults.empty()) detail::throw_misunderstood(faults);
    return result;
}

}  // namespace boxoffice::remote
