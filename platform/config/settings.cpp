#include "platform/config/settings.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace boxoffice {

namespace {

constexpr std::string_view prefix = "BOXOFFICE_";

std::string text_of(const std::string& path, std::string_view key, const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
    throw SettingError(
        fmt::format("{}: {} must be a text, a whole number, or true or false, not in a table", path, key));
}

Settings::Environment read_file(const std::string& path) try {
    Settings::Environment values;
    for (const auto& [key, node] : toml::parse_file(path)) values.emplace(key.str(), text_of(path, key.str(), node));
    return values;
} catch (const toml::parse_error& error) {
    throw SettingError(
        fmt::format("BOXOFFICE_CONFIG: {}: {} (line {})", path, error.description(), error.source().begin.line));
}

std::size_t edit_distance(std::string_view one, std::string_view other) {
    std::vector<std::size_t> row(other.size() + 1);
    for (std::size_t j = 0; j <= other.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= one.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const auto replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

Settings::Settings(Environment environment) : environment_(std::move(environment)) {
    const auto path = optional_text({"BOXOFFICE_CONFIG", "", "", "A TOML file with settings, named as here."});
    if (path) file_ = read_file(*path);
}

Settings Settings::from_process() {
    Environment environment;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals != text.npos) environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return Settings(std::move(environment));
}

std::optional<Settings::Found> Settings::look_up(const Declared& declared) const {
    if (const auto found = environment_.find(declared.name); found != environment_.end() && !found->second.empty())
        return Found{found->second, "environment"};
    if (const auto found = file_.find(declared.name); found != file_.end() && !found->second.empty())
        return Found{found->second, "file"};
    if (!declared.fallback.empty()) return Found{declared.fallback, "default"};
    return std::nullopt;
}

std::optional<Settings::Found> Settings::find(const Declared& declared) {
    auto found = look_up(declared);
    if (!is_declared(declared.name)) {
        const auto shown = declared.secret ? std::string(found ? "(secret, set)" : "") : found ? found->value : "";
        printed_.push_back({declared, shown, found ? found->source : "default"});
    }
    return found;
}

bool Settings::is_declared(std::string_view name) const {
    return std::ranges::any_of(printed_, [&](const Printed& printed) { return printed.declared.name == name; });
}

std::string Settings::text(const Declared& declared) {
    const auto found = find(declared);
    return found ? found->value : std::string();
}

std::optional<std::string> Settings::optional_text(const Declared& declared) {
    const auto found = find(declared);
    return found ? std::optional(found->value) : std::nullopt;
}

Secret Settings::secret(const Declared& declared) {
    Declared hidden = declared;
    hidden.secret = true;
    return Secret(text(hidden));
}

std::int64_t Settings::integer(const Declared& declared, std::int64_t least, std::int64_t most) {
    const auto found = find(declared);
    const auto value = found ? std::string_view(found->value) : std::string_view();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc() && end == value.data() + value.size() && number >= least && number <= most) return number;
    refuse(declared, found,
           fmt::format("must be a whole number from {} to {}{}{}", least, most, declared.unit.empty() ? "" : " ",
                       declared.unit));
}

bool Settings::boolean(const Declared& declared) {
    const auto found = find(declared);
    if (found && (found->value == "true" || found->value == "1")) return true;
    if (!found || found->value == "false" || found->value == "0") return false;
    refuse(declared, found, "must be true or false");
}

void Settings::refuse(const Declared& declared, const std::optional<Found>& found, std::string_view rule) {
    if (!found) throw SettingError(fmt::format("{} is not set, but {}", declared.name, rule));
    const auto value = declared.secret ? std::string("its value") : fmt::format("\"{}\"", found->value);
    throw SettingError(fmt::format("{} ({}): {} {}", declared.name, found->source, value, rule));
}

void Settings::refuse_unknown() const {
    for (const auto& [name, unused] : environment_)
        if (name.starts_with(prefix) && !is_declared(name)) refuse_name(name, "the environment");
    for (const auto& [name, unused] : file_)
        if (!is_declared(name) || name == "BOXOFFICE_CONFIG") refuse_name(name, "the file of BOXOFFICE_CONFIG");
}

void Settings::refuse_name(std::string_view name, std::string_view where) const {
    const Printed* nearest = nullptr;
    std::size_t nearest_distance = 4;
    for (const auto& printed : printed_) {
        const auto distance = edit_distance(name, printed.declared.name);
        if (distance == 0 || distance >= nearest_distance) continue;
        nearest = &printed;
        nearest_distance = distance;
    }
    throw SettingError(fmt::format("{} (in {}) is not a setting{}", name, where,
                                   nearest == nullptr ? "" : "; did you mean " + nearest->declared.name + "?"));
}

}  // namespace boxoffice
