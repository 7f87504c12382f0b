#include "services/event/domain/search.hpp"

#include <array>

namespace boxoffice::event {

namespace {

constexpr char32_t latin_first = 0xC0;
/// U+00C0 to U+017F, sixteen a line.
constexpr auto latin = std::to_array<std::string_view>({
    // clang-format off
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y",
    "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
    "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
    "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
    "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
    "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",
    "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
    "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",
    "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
    // clang-format on
});
static_assert(latin.size() == 0x180 - latin_first);

struct GreekMark {
    char32_t marked;
    char32_t plain;
};
constexpr GreekMark greek_marks[] = {
    {0x386, 0x3B1}, {0x388, 0x3B5}, {0x389, 0x3B7}, {0x38A, 0x3B9}, {0x38C, 0x3BF}, {0x38E, 0x3C5}, {0x38F, 0x3C9},
    {0x390, 0x3B9}, {0x3AA, 0x3B9}, {0x3AB, 0x3C5}, {0x3AC, 0x3B1}, {0x3AD, 0x3B5}, {0x3AE, 0x3B7}, {0x3AF, 0x3B9},
    {0x3B0, 0x3C5}, {0x3C2, 0x3C3}, {0x3CA, 0x3B9}, {0x3CB, 0x3C5}, {0x3CC, 0x3BF}, {0x3CD, 0x3C5}, {0x3CE, 0x3C9}};

char32_t fold_greek(char32_t point) {
    for (const auto& mark : greek_marks)
        if (mark.marked == point) return mark.plain;
    return point >= 0x391 && point <= 0x3A9 ? point + 0x20 : point;
}

char32_t fold_cyrillic(char32_t point) {
    if (point == 0x401 || point == 0x451) return 0x435;
    if (point >= 0x410 && point <= 0x42F) return point + 0x20;
    if (point >= 0x400 && point <= 0x40F) return point + 0x50;
    const bool pairs = (point >= 0x460 && point <= 0x481) || (point >= 0x48A && point <= 0x4BF) || point >= 0x4D0;
    return pairs ? point | 1 : point;
}

char32_t fold_other(char32_t point) {
    if (point >= 0x370 && point <= 0x3FF) return fold_greek(point);
    if (point >= 0x400 && point <= 0x52F) return fold_cyrillic(point);
    if (point >= 0x531 && point <= 0x556) return point + 0x30;
    return point;
}

/// The code point that begins at `at`, which is moved behind it. The text is UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    if (lead < 0x80) return lead;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    char32_t point = lead & (0x3FU >> more);
    for (int i = 0; i < more && at < text.size(); ++i)
        point = (point << 6) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    return point;
}

void append_fold(std::string& out, char32_t point, std::string_view original) {
    if (point >= 'A' && point <= 'Z') {
        out += static_cast<char>(point - 'A' + 'a');
    } else if (point <= ' ' || point == 0xA0) {
        if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (point >= latin_first && point < 0x180) {
        out += latin[point - latin_first];
    } else if (point >= 0x370 && point <= 0x556) {
        const auto folded = fold_other(point);
        out += static_cast<char>(0xC0 | (folded >> 6));
        out += static_cast<char>(0x80 | (folded & 0x3F));
    } else if (point < 0x300 || point > 0x36F) {
        out += original;
    }
}

}  // namespace

std::string fold(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto from = at;
        const auto point = next_code_point(text, at);
        append_fold(out, point, text.substr(from, at - from));
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string search_text(const EventDetails& details) {
    auto text = fold(details.name);
    for (const auto* part : {&details.venue, &details.city})
        if (*part) text.append("\n").append(fold(**part));
    for (const auto& topic : details.topics) text.append("\n").append(fold(topic));
    return text;
}

std::string topic_text(const std::vector<std::string>& topics) {
    std::string text = "\n";
    for (const auto& topic : topics) text.append(fold(topic)).append("\n");
    return text;
}

std::vector<std::string> search_words(std::string_view question) {
    std::vector<std::string> words;
    const auto folded = fold(question);
    std::string_view rest = folded;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        if (end > 0) words.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return words;
}

}  // namespace boxoffice::event
