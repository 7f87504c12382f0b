#include "platform/mongo/view.hpp"

namespace boxoffice::mongo {

namespace {

std::span<const std::uint8_t> bytes_of(const bson_t& document) { return {bson_get_data(&document), document.len}; }

bool is_nested(const bson_iter_t& place) { return BSON_ITER_HOLDS_DOCUMENT(&place) || BSON_ITER_HOLDS_ARRAY(&place); }

std::span<const std::uint8_t> nested_in(const bson_iter_t& place) {
    std::uint32_t length = 0;
    const std::uint8_t* data = nullptr;
    if (BSON_ITER_HOLDS_ARRAY(&place))
        bson_iter_array(&place, &length, &data);
    else
        bson_iter_document(&place, &length, &data);
    return {data, length};
}

// A place knows its bytes, not its parents: they are looked for when there is something to complain of.
std::optional<std::string> path_to(const std::uint8_t* sought, std::span<const std::uint8_t> bytes) {
    bson_iter_t place;
    if (!bson_iter_init_from_data(&place, bytes.data(), bytes.size())) return std::nullopt;
    while (bson_iter_next(&place)) {
        const auto* element = place.raw + place.off;
        if (element == sought) return bson_iter_key(&place);
        if (!is_nested(place)) continue;
        if (auto rest = path_to(sought, nested_in(place))) return std::string(bson_iter_key(&place)) + "." + *rest;
    }
    return std::nullopt;
}

}  // namespace

std::string Value::path() const {
    return path_to(place_.raw + place_.off, root_).value_or(std::string(bson_iter_key(&place_)));
}

void Value::refuse(const char* wanted) const {
    throw std::runtime_error("stored document: \"" + path() + "\" is not " + wanted);
}

std::string_view Value::text() const {
    if (!BSON_ITER_HOLDS_UTF8(&place_)) refuse("a text");
    std::uint32_t length = 0;
    const char* data = bson_iter_utf8(&place_, &length);
    return {data, length};
}

std::int64_t Value::integer() const {
    if (!BSON_ITER_HOLDS_INT(&place_)) refuse("an integer");
    return bson_iter_as_int64(&place_);
}

double Value::number() const {
    if (!BSON_ITER_HOLDS_NUMBER(&place_)) refuse("a number");
    return bson_iter_as_double(&place_);
}

bool Value::boolean() const {
    if (!BSON_ITER_HOLDS_BOOL(&place_)) refuse("true or false");
    return bson_iter_bool(&place_);
}

Timestamp Value::time() const {
    if (!BSON_ITER_HOLDS_DATE_TIME(&place_)) refuse("a date");
    return Timestamp(std::chrono::milliseconds(bson_iter_date_time(&place_)));
}

Uuid Value::uuid() const {
    const auto parsed = Uuid::parse(text());
    if (!parsed) refuse("a UUID");
    return *parsed;
}

std::span<const std::uint8_t> Value::binary() const {
    if (!BSON_ITER_HOLDS_BINARY(&place_)) refuse("binary");
    std::uint32_t length = 0;
    const std::uint8_t* data = nullptr;
    bson_iter_binary(&place_, nullptr, &length, &data);
    return {data, length};
}

std::span<const std::uint8_t> Value::nested() const {
    if (!is_nested(place_)) refuse("a document or an array");
    return nested_in(place_);
}

View::View(const bson_t& document) : bytes_(bytes_of(document)), root_(bytes_) {}

std::optional<Value> View::optional(std::string_view key) const {
    bson_iter_t place;
    if (!bson_iter_init_from_data(&place, bytes_.data(), bytes_.size())) throw std::runtime_error("not BSON");
    if (!bson_iter_find_w_len(&place, key.data(), static_cast<int>(key.size()))) return std::nullopt;
    return Value(place, root_);
}

Value View::required(std::string_view key) const {
    auto value = optional(key);
    if (!value) throw std::runtime_error("stored document: \"" + std::string(key) + "\" is missing in " + json());
    return *value;
}

std::string View::json() const {
    bson_t document;
    if (!bson_init_static(&document, bytes_.data(), bytes_.size())) return "(not BSON)";
    char* text = bson_as_relaxed_extended_json(&document, nullptr);
    std::string result = text != nullptr ? text : "(not BSON)";
    bson_free(text);
    return result;
}

View::Iterator View::begin() const { return {bytes_, root_}; }

View::Iterator::Iterator(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> root) : root_(root) {
    if (!bson_iter_init_from_data(&place_, bytes.data(), bytes.size())) throw std::runtime_error("not BSON");
    ended_ = !bson_iter_next(&place_);
}

}  // namespace boxoffice::mongo
