#include "services/user/api/negotiation.hpp"

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/trim.hpp>

#include <charconv>
#include <cmath>
#include <ranges>

namespace boxoffice::user {

namespace {

struct Preference {
    int weight = 0;     ///< thousandths
    int precision = 0;  ///< 1: */*, 2: type/*, 3: the type itself
};

std::string normal(std::string_view text) {
    return boost::algorithm::to_lower_copy(boost::algorithm::trim_copy(std::string(text)));
}

/// A weight of RFC 9110, section 12.4.2, in thousandths; 0 for what is none.
int thousandths(std::string_view weight) {
    double value = 0;
    const auto [end, error] = std::from_chars(weight.data(), weight.data() + weight.size(), value);
    return error == std::errc{} && value >= 0 && value <= 1 ? static_cast<int>(std::lround(value * 1000)) : 0;
}

int precision_for(std::string_view range, std::string_view type) {
    if (range == type) return 3;
    if (range == "*/*") return 1;
    return range.ends_with("/*") && type.starts_with(range.substr(0, range.size() - 1)) ? 2 : 0;
}

/// Reads one element of Accept and lets it decide if it speaks of the type more precisely than those before.
void consider(std::string_view element, std::string_view type, Preference& preference) {
    Preference found{.weight = 1000};
    bool first = true;
    for (const auto part : std::views::split(element, ';')) {
        const auto text = normal({part.begin(), part.end()});
        if (std::exchange(first, false))
            found.precision = precision_for(text, type);
        else if (text.starts_with("q="))
            found.weight = thousandths(std::string_view(text).substr(2));
    }
    if (found.precision > preference.precision) preference = found;
}

Preference preference_for(std::string_view accept, std::string_view type) {
    Preference preference;
    for (const auto element : std::views::split(accept, ','))
        consider({element.begin(), element.end()}, type, preference);
    return preference;
}

}  // namespace

bool prefers_html(const http::Request& request) {
    const auto accept = request.header("Accept");
    const auto html = preference_for(accept, "text/html");
    const auto json = preference_for(accept, "application/json");
    return html.weight > 0 && std::pair(html.weight, html.precision) > std::pair(json.weight, json.precision);
}

bool is_form(const http::Request& request) {
    const auto type = request.header("Content-Type");
    return normal(type.substr(0, type.find(';'))) == "application/x-www-form-urlencoded";
}

}  // namespace boxoffice::user
