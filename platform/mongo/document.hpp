#pragma once

#include "platform/mongo/view.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <ranges>

namespace boxoffice::mongo {

class Array;
struct Field;
struct Item;

/// Bytes as a BSON binary.
struct Binary {
    std::span<const std::uint8_t> bytes;
};

/// A BSON document of its own, built member by member:
///     Document{{"_id", id}, {"v", {…}}, {"pools", Document{{"all", …}}}}
/// Appended are texts (UTF-8), bool, 32- and 64-bit integers, double, Timestamp (a date), Uuid and Id (their text),
/// described enums (their word), Document, Array, View (copied as a document), Value, Binary, nullptr (null), ranges of
/// these (an array), and std::optional of these: an empty one leaves the member out. May be made and read on any
/// thread, by one at a time.
class Document {
public:
    Document();
    Document(std::initializer_list<Field> fields);
    explicit Document(View view);
    explicit Document(const bson_t& document);
    Document(const Document& other);
    Document(Document&&) noexcept = default;
    Document& operator=(const Document& other);
    Document& operator=(Document&&) noexcept = default;
    ~Document() = default;

    Document& append(std::string_view key, std::string_view value);
    Document& append(std::string_view key, const char* value) { return append(key, std::string_view(value)); }
    Document& append(std::string_view key, const std::string& value) { return append(key, std::string_view(value)); }
    Document& append(std::string_view key, bool value);
    Document& append(std::string_view key, std::int32_t value);
    Document& append(std::string_view key, std::int64_t value);
    Document& append(std::string_view key, double value);
    Document& append(std::string_view key, Timestamp value);
    Document& append(std::string_view key, const Uuid& value);
    Document& append(std::string_view key, const Document& value);
    Document& append(std::string_view key, const Array& value);
    Document& append(std::string_view key, View value);
    Document& append(std::string_view key, Binary value);
    Document& append(std::string_view key, const Value& value);
    Document& append(std::string_view key, std::nullptr_t value);
    template <class Tag>
    Document& append(std::string_view key, const Id<Tag>& value) {
        return append(key, value.value);
    }
    template <class E>
        requires std::is_enum_v<E>
    Document& append(std::string_view key, E value) {
        return append(key, boost::describe::enum_to_string(value, "?"));
    }
    template <class T>
    Document& append(std::string_view key, const std::optional<T>& value) {
        return value ? append(key, *value) : *this;
    }
    template <std::ranges::input_range Range>
        requires(!std::convertible_to<Range, std::string_view>)
    Document& append(std::string_view key, const Range& values);

    /// Appends all members of another document.
    Document& append_all(View members);

    View view() const { return View(*bson_); }
    operator View() const { return view(); }  // NOLINT(google-explicit-constructor): it is read everywhere
    bool empty() const { return bson_->len <= 5; }
    std::string json() const { return view().json(); }
    /// For the driver.
    const bson_t* get() const { return bson_.get(); }
    bson_t* get() { return bson_.get(); }

private:
    struct Free {
        void operator()(bson_t* document) const { bson_destroy(document); }
    };
    std::unique_ptr<bson_t, Free> bson_;
};

/// A BSON array of its own: Array{"a", 1, Document{…}}.
class Array {
public:
    Array() = default;
    Array(std::initializer_list<Item> items);

    template <class T>
    Array& push(const T& value) {
        elements_.append(std::to_string(size_++), value);
        return *this;
    }
    std::size_t size() const { return size_; }
    /// As a document whose keys are "0", "1" and so on.
    const Document& elements() const { return elements_; }

private:
    Document elements_;
    std::size_t size_ = 0;
};

/// A member of a Document's initializer; lives no longer than its expression.
struct Field {
    template <class T>
    Field(std::string_view given_key, const T& given_value)
        : key(given_key),
          value(static_cast<const void*>(&given_value)),
          append([](Document& document, std::string_view name, const void* any) {
              document.append(name, *static_cast<const T*>(any));
          }) {}

    std::string_view key;
    const void* value;
    void (*append)(Document& document, std::string_view key, const void* value);
};

/// An element of an Array's initializer; lives no longer than its expression.
struct Item {
    template <class T>
    Item(const T& given_value)  // NOLINT(google-explicit-constructor): it stands for any value
        : value(&given_value), push([](Array& array, const void* any) { array.push(*static_cast<const T*>(any)); }) {}

    const void* value;
    void (*push)(Array& array, const void* value);
};

template <std::ranges::input_range Range>
    requires(!std::convertible_to<Range, std::string_view>)
Document& Document::append(std::string_view key, const Range& values) {
    Array array;
    for (const auto& value : values) array.push(value);
    return append(key, array);
}

/// The value as it is, whatever it begins with, inside an aggregation expression or a pipeline update. Every value from
/// outside goes through this there.
template <class T>
Document literal(const T& value) {
    return Document{{"$literal", value}};
}

/// A pattern that matches the text itself anywhere, for `$regex`.
std::string escaped_pattern(std::string_view text);

}  // namespace boxoffice::mongo
