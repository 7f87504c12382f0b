#pragma once

#include "platform/http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::http {

/// Reads a list's query parameters; every fault is added at "?name". `finish` adds one for each parameter that nobody
/// asked for, or that is there twice.
class QueryReader {
public:
    QueryReader(const Request& request, Faults& faults);

    /// Trimmed; absent or empty gives nothing. At most `bytes_max`.
    std::optional<std::string> text(std::string_view name, std::size_t bytes_max = 200);
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
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

    Faults& faults_;
    std::vector<Parameter> parameters_;
};

/// An opaque cursor (base64url) for `kind` of list that carries `position`.
std::string make_cursor(std::string_view kind, std::string_view position);

/// `{"data": [...], "next_cursor": "…" or null}` of items that are JSON already.
std::string list_body(const std::vector<std::string>& items, const std::optional<std::string>& next_cursor);

/// Decodes application/x-www-form-urlencoded (also of a form's body): names and values in order; nothing when malformed
/// or not UTF-8.
std::optional<Headers> parse_form(std::string_view text);

}  // namespace boxoffice::http
