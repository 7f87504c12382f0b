#include "platform/mongo/document.hpp"

#include <new>

namespace boxoffice::mongo {

namespace {

/// A text as the driver takes it.
struct Text {
    explicit Text(std::string_view text) : data(text.data()), length(static_cast<int>(text.size())) {}
    const char* data;
    int length;
};

void check(bool appended) {
    if (!appended) throw std::length_error("a BSON document would be too large");
}

bson_t borrowed(View view) {
    bson_t document;
    const auto bytes = view.bytes();
    if (!bson_init_static(&document, bytes.data(), bytes.size())) throw std::runtime_error("not BSON");
    return document;
}

}  // namespace

Document::Document() : bson_(bson_new()) {}

Document::Document(std::initializer_list<Field> fields) : Document() {
    for (const auto& field : fields) field.append(*this, field.key, field.value);
}

Document::Document(View view) : bson_(bson_new_from_data(view.bytes().data(), view.bytes().size())) {
    if (!bson_) throw std::runtime_error("not BSON");
}

Document::Document(const bson_t& document) : bson_(bson_copy(&document)) {}

Document::Document(const Document& other) : bson_(bson_copy(other.get())) {}

Document& Document::operator=(const Document& other) {
    if (this != &other) bson_.reset(bson_copy(other.get()));
    return *this;
}

Document& Document::append(std::string_view key, std::string_view value) {
    const Text name(key);
    const Text text(value);
    check(bson_append_utf8(get(), name.data, name.length, text.data, text.length));
    return *this;
}

Document& Document::append(std::string_view key, bool value) {
    const Text name(key);
    check(bson_append_bool(get(), name.data, name.length, value));
    return *this;
}

Document& Document::append(std::string_view key, std::int32_t value) {
    const Text name(key);
    check(bson_append_int32(get(), name.data, name.length, value));
    return *this;
}

Document& Document::append(std::string_view key, std::int64_t value) {
    const Text name(key);
    check(bson_append_int64(get(), name.data, name.length, value));
    return *this;
}

Document& Document::append(std::string_view key, double value) {
    const Text name(key);
    check(bson_append_double(get(), name.data, name.length, value));
    return *this;
}

Document& Document::append(std::string_view key, Timestamp value) {
    const Text name(key);
    check(bson_append_date_time(get(), name.data, name.length, value.time_since_epoch().count()));
    return *this;
}

Document& Document::append(std::string_view key, const Uuid& value) { return append(key, value.text()); }

Document& Document::append(std::string_view key, const Document& value) {
    const Text name(key);
    check(bson_append_document(get(), name.data, name.length, value.get()));
    return *this;
}

Document& Document::append(std::string_view key, const Array& value) {
    const Text name(key);
    check(bson_append_array(get(), name.data, name.length, value.elements().get()));
    return *this;
}

Document& Document::append(std::string_view key, View value) {
    const auto document = borrowed(value);
    const Text name(key);
    check(bson_append_document(get(), name.data, name.length, &document));
    return *this;
}

Document& Document::append(std::string_view key, Binary value) {
    const Text name(key);
    check(bson_append_binary(get(), name.data, name.length, BSON_SUBTYPE_BINARY, value.bytes.data(),
                             static_cast<std::uint32_t>(value.bytes.size())));
    return *this;
}

Document& Document::append(std::string_view key, const Value& value) {
    const Text name(key);
    check(bson_append_iter(get(), name.data, name.length, &value.place()));
    return *this;
}

Document& Document::append_all(View members) {
    for (const auto& [name, value] : members) append(name, value);
    return *this;
}

Document& Document::append(std::string_view key, std::nullptr_t) {
    const Text name(key);
    check(bson_append_null(get(), name.data, name.length));
    return *this;
}

Array::Array(std::initializer_list<Item> items) {
    for (const auto& item : items) item.push(*this, item.value);
}

std::string escaped_pattern(std::string_view text) {
    std::string pattern;
    for (const char c : text) {
        if (std::string_view("\\^$.|?*+()[]{}#&~-").contains(c)) pattern += '\\';
        pattern += c;
    }
    return pattern;
}

}  // namespace boxoffice::mongo
