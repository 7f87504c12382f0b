#include "services/notification/app/mime.hpp"

namespace boxoffice::notification::mime {

namespace {

constexpr std::string_view hexadecimal = "0123456789ABCDEF";
constexpr std::size_t line_max = 76;
constexpr std::size_t header_line_max = 78;
// "=?UTF-8?Q?" and "?=" leave 63 of 75 characters.
constexpr std::size_t encoded_word_max = 63;

void append_escaped(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out += '=';
    out += hexadecimal[byte >> 4];
    out += hexadecimal[byte & 0x0F];
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < ' ' || byte == 0x7F;
}

bool is_plain(std::string_view text) {
    return !text.contains("=?") && std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string without_controls(std::string_view text) {
    std::string clean(text);
    std::ranges::replace_if(clean, is_control, ' ');
    return clean;
}

// The bytes of the UTF-8 character that begins at `at`.
std::size_t character_length(std::string_view text, std::size_t at) {
    std::size_t length = 1;
    while (at + length < text.size() && (static_cast<unsigned char>(text[at + length]) & 0xC0) == 0x80) ++length;
    return length;
}

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string q_encoded(std::string_view character) {
    std::string encoded;
    for (const char c : character) {
        if (is_alphanumeric(c))
            encoded += c;
        else if (c == ' ')
            encoded += '_';
        else
            append_escaped(encoded, c);
    }
    return encoded;
}

std::string encoded_words(std::string_view text) {
    std::string words;
    std::string word;
    const auto finish = [&] {
        words += (words.empty() ? "=?UTF-8?Q?" : " =?UTF-8?Q?") + word + "?=";
        word.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto length = character_length(text, at);
        const auto encoded = q_encoded(text.substr(at, length));
        if (word.size() + encoded.size() > encoded_word_max) finish();
        word += encoded;
        at += length;
    }
    finish();
    return words;
}

}  // namespace

std::string quoted_printable(std::string_view text) {
    std::string out;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
        const bool literal = (c > ' ' && c <= '~' && c != '=') || (c == ' ' && !ends_line);
        const std::size_t width = literal ? 1 : 3;
        if (column + width > (ends_line ? line_max : line_max - 1)) {
            out += "=\r\n";
            column = 0;
        }
        if (literal)
            out += c;
        else
            append_escaped(out, c);
        column += width;
    }
    return out;
}

std::string header_text(std::string_view text) {
    const auto clean = without_controls(text);
    return is_plain(clean) ? clean : encoded_words(clean);
}

std::string mailbox(std::string_view name, std::string_view address) {
    if (name.empty()) return without_controls(address);
    const auto clean = without_controls(name);
    std::string phrase;
    if (!is_plain(clean)) {
        phrase = encoded_words(clean);
    } else {
        phrase = "\"";
        for (const char c : clean) {
            if (c == '"' || c == '\\') phrase += '\\';
            phrase += c;
        }
        phrase += '"';
    }
    return phrase + " <" + without_controls(address) + ">";
}

std::string header(std::string_view name, std::string_view value) {
    std::string out = std::string(name) + ":";
    std::size_t column = out.size();
    while (!value.empty()) {
        const auto end = value.find(' ', 1);
        const auto word = value.substr(0, end);
        const bool spaced = word.front() == ' ';
        const auto width = word.size() + (spaced ? 0 : 1);
        if (column + width > header_line_max && column > name.size() + 1) {
            out += "\r\n";
            column = 0;
        }
        if (!spaced) out += ' ';
        out += word;
        column += width;
        value.remove_prefix(word.size());
    }
    return out + "\r\n";
}

std::string date(Timestamp time) {
    using namespace std::chrono;
    constexpr std::string_view weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto midnight = floor<days>(time);
    const year_month_day calendar(midnight);
    const hh_mm_ss clock(floor<seconds>(time - midnight));
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", weekdays[weekday(midnight).c_encoding()],
                       unsigned(calendar.day()), months[unsigned(calendar.month()) - 1], int(calendar.year()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr std::size_t bytes_per_line = line_max / 4 * 3;
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = at; i < at + 3; ++i)
            group = group << 8U | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i) out += at + i <= bytes.size() ? digits[group >> (18 - 6 * i) & 0x3FU] : '=';
        if (at % bytes_per_line == bytes_per_line - 3 || at + 3 >= bytes.size()) out += "\r\n";
    }
    return out;
}

std::string alternatives(std::string_view boundary, std::string_view plain, std::string_view html,
                         const std::optional<Picture>& picture) {
    const auto text = [](std::string_view outer, std::string_view type, std::string_view words) {
        return fmt::format(
            "--{}\r\nContent-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
            outer, type, quoted_printable(words));
    };
    auto body =
        fmt::format("MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n", boundary) +
        text(boundary, "text/plain", plain);
    if (picture) {
        const auto inner = fmt::format("{}.html", boundary);
        body += fmt::format("--{}\r\nContent-Type: multipart/related; type=\"text/html\";\r\n boundary=\"{}\"\r\n\r\n",
                            boundary, inner);
        body += text(inner, "text/html", html);
        body += fmt::format(
            "--{0}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <{1}>\r\n"
            "Content-Disposition: inline; filename=\"{2}\"\r\n\r\n{3}\r\n--{0}--\r\n",
            inner, picture->content_id, picture->file_name, base64(picture->png));
    } else {
        body += text(boundary, "text/html", html);
    }
    return body + fmt::format("--{}--\r\n", boundary);
}

}  // namespace boxoffice::notification::mime
