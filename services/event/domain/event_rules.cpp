#include "services/event/domain/event_rules.hpp"

#include "platform/time/zone.hpp"

#include <algorithm>

namespace boxoffice::event {

namespace {

constexpr std::size_t topics_max = 20;

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

enum class Lines { one, many };

bool is_control(unsigned char byte, Lines lines) {
    if (lines == Lines::many && (byte == '\n' || byte == '\r' || byte == '\t')) return false;
    return byte < 0x20 || byte == 0x7F;
}

/// C0 as single bytes, C1 as the two bytes C2 80 to C2 9F.
bool has_control(std::string_view text, Lines lines) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (is_control(byte, lines)) return true;
        if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
    }
    return false;
}

void check_text(std::string_view text, const std::string& pointer, std::size_t length_max, Lines lines,
                Faults& faults) {
    if (text.empty() || code_points(text) > length_max)
        faults.add(pointer, "must be 1 to " + std::to_string(length_max) + " characters");
    else if (has_control(text, lines))
        faults.add(pointer, "must not hold control characters");
}

void check_optional(const std::optional<std::string>& text, const std::string& pointer, std::size_t length_max,
                    Lines lines, Faults& faults) {
    if (text) check_text(*text, pointer, length_max, lines, faults);
}

/// An absolute http or https address (RFC 3986) with a host and no white space.
bool is_web_address(std::string_view url) {
    const auto colon = url.find("://");
    if (colon == std::string_view::npos) return false;
    std::string scheme(url.substr(0, colon));
    for (auto& letter : scheme)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (scheme != "http" && scheme != "https") return false;
    const auto rest = url.substr(colon + 3);
    const auto host = rest.substr(0, rest.find_first_of("/?#"));
    return !host.empty() && host.front() != ':' && url.find_first_of(" \"<>\\^`{|}") == std::string_view::npos;
}

void check_range(std::int64_t value, const std::string& pointer, std::int64_t least, std::int64_t most,
                 Faults& faults) {
    if (value < least || value > most)
        faults.add(pointer, "must be " + std::to_string(least) + " to " + std::to_string(most));
}

void check_texts(const EventDetails& details, Faults& faults) {
    check_text(details.name, "/name", 200, Lines::one, faults);
    check_optional(details.description, "/description", 10'000, Lines::many, faults);
    check_optional(details.venue, "/venue", 200, Lines::one, faults);
    check_optional(details.city, "/city", 200, Lines::one, faults);
    check_optional(details.country, "/country", 200, Lines::one, faults);
    check_optional(details.url, "/url", 2'000, Lines::one, faults);
    if (details.url && !is_web_address(*details.url)) faults.add("/url", "must be an http or https address");
    if (details.topics.size() > topics_max) faults.add("/topics", "must be at most " + std::to_string(topics_max));
    for (std::size_t i = 0; i < details.topics.size(); ++i)
        check_text(details.topics[i], "/topics/" + std::to_string(i), 100, Lines::one, faults);
}

}  // namespace

void check(const EventDetails& details, Faults& faults) {
    check_texts(details, faults);
    if (!is_time_zone(details.time_zone)) faults.add("/time_zone", "must be an IANA time zone, as Europe/Berlin");
    if (details.ends_at && *details.ends_at < details.starts_at) faults.add("/ends_at", "must not be before starts_at");
    check_range(details.capacity, "/capacity", 1, capacity_max, faults);
    check_range(details.price, "/price", 0, price_max, faults);
    if (!is_currency(details.currency)) faults.add("/currency", "must be an ISO 4217 code, as EUR");
    if (details.max_tickets_per_user)
        check_range(*details.max_tickets_per_user, "/max_tickets_per_user", 1, capacity_max, faults);
}

void tidy(EventDetails& details) {
    for (auto* text : {&details.description, &details.venue, &details.city, &details.country, &details.url})
        if (*text && (*text)->empty()) text->reset();
    std::vector<std::string> topics;
    for (auto& topic : details.topics)
        if (std::ranges::find(topics, topic) == topics.end()) topics.push_back(std::move(topic));
    details.topics = std::move(topics);
}

}  // namespace boxoffice::event
