#include "services/user/api/pages/forms.hpp"

#include "platform/http/query.hpp"

#include <algorithm>
#include <charconv>

namespace boxoffice::user {
namespace {

constexpr std::size_t path_bytes_max = 600;

std::string capitalized(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 32);
    return text;
}

// What a field is called on the form.
std::string label(std::string_view field) {
    if (field == "email") return "E-mail";
    std::string words(field);
    std::ranges::replace(words, '_', ' ');
    return capitalized(words);
}

std::string field_of(std::string_view pointer) {
    const auto at = pointer.find_last_of("/?");
    return std::string(at == std::string_view::npos ? pointer : pointer.substr(at + 1));
}

}  // namespace

Fields Fields::of_body(const http::Request& request) {
    Fields fields;
    fields.fields_ = http::parse_form(request.body).value_or(http::Headers{});
    return fields;
}

Fields Fields::of_query(const http::Request& request) {
    Fields fields;
    fields.fields_ = http::parse_form(request.query()).value_or(http::Headers{});
    return fields;
}

std::string Fields::get(std::string_view name) const {
    const auto found =
        std::ranges::find(fields_, name, [](const auto& field) { return std::string_view(field.first); });
    return found == fields_.end() ? std::string() : found->second;
}

std::string Fields::trimmed(std::string_view name) const {
    const auto text = get(name);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::int64_t Fields::number(std::string_view name, std::int64_t least, std::int64_t most,
                            std::int64_t otherwise) const {
    const auto text = trimmed(name);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && value >= least && value <= most ? value : otherwise;
}

std::string same_site_path(std::string_view path) {
    if (path.empty() || path.size() > path_bytes_max || path.front() != '/') return {};
    if (path.size() > 1 && (path[1] == '/' || path[1] == '\\')) return {};
    const bool clean = std::ranges::all_of(path, [](char byte) { return byte > ' ' && byte < 0x7f && byte != '\\'; });
    return clean ? std::string(path) : std::string();
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char byte : text) {
        const bool unreserved = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                                (byte >= '0' && byte <= '9') || std::string_view("-._~").contains(byte);
        if (unreserved)
            out += byte;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
    return out;
}

std::string with_query(std::string_view path, const http::Headers& parameters) {
    std::string out(path);
    char separator = path.contains('?') ? '&' : '?';
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        out += separator + percent_encoded(name) + "=" + percent_encoded(value);
        separator = '&';
    }
    return out;
}

std::vector<FieldFault> field_faults(const Refusal& refusal) {
    std::vector<FieldFault> faults;
    for (const auto& error : refusal.errors) {
        auto field = field_of(error.pointer);
        auto words = label(field) + " " + error.detail;
        faults.push_back({std::move(field), std::move(words)});
    }
    return faults;
}

void set_faults(View& view, const std::vector<FieldFault>& faults, const std::vector<std::string>& fields) {
    std::vector<View> summary;
    for (const auto& field : fields) view.set(field + "_error", false);
    for (const auto& fault : faults) {
        const bool known = std::ranges::find(fields, fault.field) != fields.end();
        if (known) view.set(fault.field + "_error", fault.words);
        summary.push_back(View().set("field", known ? fault.field : "").set("words", fault.words));
    }
    view.set("errors", summary).set("has_errors", !summary.empty());
}

}  // namespace boxoffice::user
