#pragma once

#include "platform/id/uuid.hpp"
#include "platform/time/timestamp.hpp"

#include <bson/bson.h>
#include <boost/describe/enum_from_string.hpp>

#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace boxoffice::mongo {

class View;

namespace detail {
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;
}  // namespace detail

/// A value inside a document, as long as that lives.
class Value {
public:
    Value(const bson_iter_t& place, std::span<const std::uint8_t> root) : place_(place), root_(root) {}

    /// The value as a T: bool, std::int64_t (also from a 32-bit one), double (from any number), std::string,
    /// std::string_view, Timestamp (a BSON date), Uuid and Id (their text), an enum that Boost describes (its word),
    /// View (a document or an array), std::span<const std::uint8_t> (binary), std::vector of these (an array).
    /// Throws std::runtime_error, which names the path, when it is something else.
    template <class T>
    T as() const;

    bool is_null() const { return bson_iter_type(&place_) == BSON_TYPE_NULL; }
    /// Where it stands, as "pools.all.held".
    std::string path() const;
    /// For the driver.
    const bson_iter_t& place() const { return place_; }

private:
    [[noreturn]] void refuse(const char* wanted) const;
    std::string_view text() const;
    std::int64_t integer() const;
    double number() const;
    bool boolean() const;
    Timestamp time() const;
    Uuid uuid() const;
    std::span<const std::uint8_t> binary() const;
    std::span<const std::uint8_t> nested() const;

    bson_iter_t place_;
    std::span<const std::uint8_t> root_;
};

struct Element {
    std::string_view key;
    Value value;
};

/// A document or an array that somebody else owns, read by name or one element after another.
class View {
public:
    class Iterator;

    explicit View(const bson_t& document);
    View(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> root) : bytes_(bytes), root_(root) {}

    /// A member that must be there. Throws std::runtime_error, which names it, when it is not, or is no T.
    template <class T>
    T get(std::string_view key) const {
        return required(key).as<T>();
    }
    /// Nothing when it is absent or null.
    template <class T>
    std::optional<T> find(std::string_view key) const {
        const auto value = optional(key);
        return value && !value->is_null() ? std::optional(value->as<T>()) : std::nullopt;
    }
    /// A member as it is; nothing when it is absent.
    std::optional<Value> optional(std::string_view key) const;
    Value required(std::string_view key) const;

    bool empty() const { return bytes_.size() <= 5; }
    std::span<const std::uint8_t> bytes() const { return bytes_; }
    /// As relaxed extended JSON, for messages and tests.
    std::string json() const;

    Iterator begin() const;
    static std::default_sentinel_t end() { return {}; }

private:
    std::span<const std::uint8_t> bytes_;
    std::span<const std::uint8_t> root_;
};

/// Goes through the elements of a document, or of an array, whose keys are "0", "1" and so on.
class View::Iterator {
public:
    Iterator(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> root);

    Element operator*() const { return {bson_iter_key(&place_), Value(place_, root_)}; }
    Iterator& operator++() {
        ended_ = !bson_iter_next(&place_);
        return *this;
    }
    bool operator==(std::default_sentinel_t) const { return ended_; }

private:
    bson_iter_t place_{};
    std::span<const std::uint8_t> root_;
    bool ended_ = false;
};

namespace detail {
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
}  // namespace detail

template <class T>
T Value::as() const {
    if constexpr (std::is_same_v<T, bool>) {
        return boolean();
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        return integer();
    } else if constexpr (std::is_same_v<T, double>) {
        return number();
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
        return T(text());
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        return time();
    } else if constexpr (std::is_same_v<T, Uuid>) {
        return uuid();
    } else if constexpr (detail::is_id<T>) {
        return T{uuid()};
    } else if constexpr (std::is_same_v<T, View>) {
        return View(nested(), root_);
    } else if constexpr (std::is_same_v<T, std::span<const std::uint8_t>>) {
        return binary();
    } else if constexpr (std::is_enum_v<T>) {
        T result{};
        if (!boost::describe::enum_from_string(std::string(text()).c_str(), result)) refuse("one of the known words");
        return result;
    } else {
        static_assert(detail::is_vector<T>, "no BSON value is read as this type");
        T result;
        for (const auto& [key, value] : as<View>()) result.push_back(value.template as<typename T::value_type>());
        return result;
    }
}

}  // namespace boxoffice::mongo
