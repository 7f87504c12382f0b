#include "platform/http/query.hpp"

#include "platform/http/text.hpp"
#include "platform/json/write.hpp"

#include <charconv>

namespace boxoffice::http {

namespace {

std::string pointer_of(std::string_view name) { return "?" + std::string(name); }

bool holds_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

QueryReader::QueryReader(const Request& request, Faults& faults) : faults_(faults) {
    auto parameters = parse_form(request.query());
    if (!parameters) {
        faults_.add("?", "must be percent-encoded UTF-8");
        return;
    }
    for (auto& [name, value] : *parameters) parameters_.push_back({std::move(name), std::move(value)});
}

QueryReader::Parameter* QueryReader::find(std::string_view name) {
    for (auto& parameter : parameters_) {
        if (parameter.name != name) continue;
        parameter.asked = true;
        return &parameter;
    }
    return nullptr;
}

std::optional<std::string> QueryReader::text(std::string_view name, std::size_t bytes_max) {
    const auto* parameter = find(name);
    if (!parameter) return std::nullopt;
    const auto value = trimmed(parameter->value);
    if (value.empty()) return std::nullopt;
    if (value.size() > bytes_max) {
        faults_.add(pointer_of(name), fmt::format("must be at most {} bytes", bytes_max));
        return std::nullopt;
    }
    if (holds_control_character(value)) {
        faults_.add(pointer_of(name), "must not hold control characters");
        return std::nullopt;
    }
    return std::string(value);
}

std::optional<std::int64_t> QueryReader::integer(std::string_view name, std::int64_t least, std::int64_t most) {
    const auto* parameter = find(name);
    if (!parameter) return std::nullopt;
    const char* const first = parameter->value.data();
    const char* const last = first + parameter->value.size();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(first, last, number);
    if (error == std::errc{} && end == last && number >= least && number <= most) return number;
    faults_.add(pointer_of(name), fmt::format("must be a whole number from {} to {}", least, most));
    return std::nullopt;
}

void QueryReader::must_be_one_of(std::string_view name, std::span<const std::string_view> words) {
    faults_.add(pointer_of(name),
                fmt::format("must be {} or {}", fmt::join(words.first(words.size() - 1), ", "), words.back()));
}

std::optional<Timestamp> QueryReader::time(std::string_view name, Timestamp now) {
    const auto* parameter = find(name);
    if (!parameter) return std::nullopt;
    std::string value = parameter->value;
    if (value == "now") return now;
    if (value.size() == 10) value += "T00:00:00Z";
    // A client that forgot to encode the plus of an offset means it all the same.
    if (value.size() > 6 && value[value.size() - 6] == ' ') value[value.size() - 6] = '+';
    if (const auto moment = from_rfc3339(value)) return moment;
    faults_.add(pointer_of(name), "must be a time as in RFC 3339, a date, or \"now\"");
    return std::nullopt;
}

std::size_t QueryReader::limit() { return static_cast<std::size_t>(integer("limit", 1, 500).value_or(50)); }

std::optional<std::string> QueryReader::cursor(std::string_view kind) {
    const auto* parameter = find("cursor");
    if (!parameter) return std::nullopt;
    auto carried = base64url_decoded(parameter->value);
    if (carried && carried->size() > kind.size() && carried->starts_with(kind) && (*carried)[kind.size()] == ':' &&
        is_clean_utf8(*carried))
        return carried->substr(kind.size() + 1);
    faults_.add("?cursor", "must be a next_cursor that this list has given");
    return std::nullopt;
}

void QueryReader::finish() {
    for (auto parameter = parameters_.begin(); parameter != parameters_.end(); ++parameter) {
        const auto same = [&](const Parameter& other) { return other.name == parameter->name; };
        const auto first = std::find_if(parameters_.begin(), parameter, same);
        if (first != parameter)
            faults_.add(pointer_of(parameter->name), "must be given only once");
        else if (!parameter->asked)
            faults_.add(pointer_of(parameter->name), "is not a parameter of this call");
    }
}

std::string make_cursor(std::string_view kind, std::string_view position) {
    std::string carried(kind);
    carried += ':';
    carried += position;
    return base64url(carried);
}

std::string list_body(const std::vector<std::string>& items, const std::optional<std::string>& next_cursor) {
    std::size_t size = 64;
    for (const auto& item : items) size += item.size() + 1;
    std::string body;
    body.reserve(size);
    body += R"({"data":[)";
    for (const auto& item : items) {
        if (body.back() != '[') body += ',';
        body += item;
    }
    body += R"(],"next_cursor":)";
    json::append(body, json::Nullable<std::string>{next_cursor});
    body += '}';
    return body;
}

std::optional<Headers> parse_form(std::string_view text) {
    Headers pairs;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = percent_decoded(pair.substr(0, equals), true);
        auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

}  // namespace boxoffice::http
