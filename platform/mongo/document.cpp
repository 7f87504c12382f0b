#include "platform/mongo/document.hpp"

#include <new>

namespace boxoffice::mongo {

namespace {

int length_of(std::string_view text) { return static_cast<int>(text.size()); }

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
    check(bson_append_utf8(get(), key.data(), length_of(key), value.data(), length_of(value)));
    return *this;
}

Document& Document::append(std::string_view key, bool value) {
    check(bson_append_bool(get(), key.data(), length_of(key), value));
    return *this;
}

Document& Document::append(std::string_view key, std::int32_t value) {
    check(bson_append_int32(get(), key.data(), length_of(key), value));
    return *this;
}

Document& Document::append(std::string_view key, std::int64_t value) {
    check(bson_append_int64(get(), key.data(), length_of(key), value));
    return *this;
}

Document& Document::append(std::string_view key, double value) {
    check(bson_append_double(get(), key.data(), length_of(key), value));
    return *this;
}

Document& Document::append(std::string_view key, Timestamp value) {
    check(bson_append_date_time(get(), key.data(), length_of(key), value.time_since_epoch().count()));
    return *this;
}

Document& Document::append(std::string_view key, const Uuid& value) { return append(key, value.text()); }

Document& Document::append(std::string_view key, const Document& value) {
    check(bson_append_document(get(), key.data(), length_of(key), value.get()));
    return *this;
}

Document& Document::append(std::string_view key, const Array& value) {
    check(bson_append_array(get(), key.data(), length_of(key), value.elements().get()));
    return *this;
}

Document& Document::append(std::string_view key, View value) {
    const auto document = borrowed(value);
    check(bson_append_document(get(), key.data(), length_of(key), &document));
    return *this;
}

Document& Document::append(std::string_view key, Binary value) {
    check(bson_append_binary(get(), key.data(), length_of(key), BSON_SUBTYPE_BINARY, value.bytes.data(),
                             static_cast<std::uint32_t>(value.bytes.size())));
    return *this;
}

Document& Document::append(std::string_view key, const Value& value) {
    check(bson_append_iter(get(), key.data(), length_of(key), &value.place()));
    return *this;
}

Document& Document::append_all(View members) {
    for (const auto& [name, value] : members) append(name, value);
    return *this;
}

Document& Document::append(std::string_view key, std::nullptr_t) {
    check(bson_append_null(get(), key.data(), length_of(key)));
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
