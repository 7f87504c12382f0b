#pragma once

#include "platform/http/message.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::http {

/// Reads a list's query parameters; every fault is added at "?name". `finish` adds one for each parameter that nobody
/// asked for, or that is there twice.
class QueryReader {
public:
    QueryReader(const Request& request, Faults& faults);

    /// Trimmed; absent or empty gives nothing. At most `bytes_max`.
    std::optional<std::string> text(std::string_view name, std::size_t bytes_max = 200);
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
    /// The name of one of a described enum's values.
    template <class E>
    std::optional<E> one_of(std::string_view name);
    /// RFC 3339, or a date, or "now".
    std::optional<Timestamp> time(std::string_view name, Timestamp now);
    /// `limit`, 1 to 500, 50 by default.
    std::size_t limit();
    /// What `cursor` carries (see make_cursor); a fault unless it was made for this `kind` of list.
    std::optional<std::string> cursor(std::string_view kind);
    void finish();

private:
    struct Parameter {
        std::string name;
        std::string value;
        bool asked = false;
    };
    Parameter* find(std::string_view name);
    void must_be_one_of(std::string_view name, std::span<const std::string_view> words);

    Faults& faults_;
    std::vector<Parameter> parameters_;
};

/// An opaque cursor (base64url) for `kind` of list that carries `position`.
std::string make_cursor(std::string_view kind, std::string_view position);

/// `{"data": [...], "next_cursor": "…" or null}` of items that are JSON already.
std::string list_body(const std::vector<std::string>& items, const std::optional<std::string>& next_cursor);

/// The list_body of `found`, for which one item more than `limit` was asked: that one says that there is a next page,
/// which begins behind `cursor_after` of the last item shown.
template <class Item, class Render, class CursorAfter>
std::string page_body(const std::vector<Item>& found, std::size_t limit, Render render, CursorAfter cursor_after) {
    const auto shown = std::span(found).first(std::min(found.size(), limit));
    std::vector<std::string> items;
    items.reserve(shown.size());
    for (const auto& item : shown) items.push_back(render(item));
    return list_body(items,
                     found.size() > limit ? std::optional<std::string>(cursor_after(shown.back())) : std::nullopt);
}

/// Decodes application/x-www-form-urlencoded (also of a form's body): names and values in order; nothing when malformed
/// or not UTF-8.
std::optional<Headers> parse_form(std::string_view text);

template <class E>
std::optional<E> QueryReader::one_of(std::string_view name) {
    const auto word = text(name);
    if (!word) return std::nullopt;
    E value{};
    if (boost::describe::enum_from_string(word->c_str(), value)) return value;
    std::vector<std::string_view> words;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&words](auto enumerator) { words.push_back(enumerator.name); });
    must_be_one_of(name, words);
    return std::nullopt;
}

}  // namespace boxoffice::http
