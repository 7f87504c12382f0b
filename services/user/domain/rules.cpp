#include "services/user/domain/rules.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace boxoffice::user {

namespace {

bool is_continuation(char byte) { return (static_cast<std::uint8_t>(byte) & 0xc0) == 0x80; }

std::size_t code_points(std::string_view text) {
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, is_continuation));
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// C0, DEL and C1 (which UTF-8 writes as C2 80 to C2 9F).
bool has_control_character(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if (byte < 0x20 || byte == 0x7f) return true;
        if (byte == 0xc2 && i + 1 < text.size() && static_cast<std::uint8_t>(text[i + 1]) < 0xa0) return true;
    }
    return false;
}

/// Those of Unicode's White_Space that are not control characters.
bool has_white_space(std::string_view text) {
    constexpr std::string_view spaces[] = {
        " ",           "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
        "\xe3\x80\x80"};
    if (std::ranges::any_of(spaces, [&](auto space) { return text.contains(space); })) return true;
    for (auto at = text.find("\xe2\x80"); at != std::string_view::npos; at = text.find("\xe2\x80", at + 1))
        if (at + 2 < text.size() && static_cast<std::uint8_t>(text[at + 2]) <= 0x8a) return true;
    return false;
}

bool is_domain(std::string_view domain) {
    std::size_t labels = 0;
    for (std::size_t start = 0; start <= domain.size(); ++labels) {
        const auto end = std::min(domain.find('.', start), domain.size());
        const auto label = domain.substr(start, end - start);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        start = end + 1;
    }
    return labels >= 2;
}

bool is_email(std::string_view email) {
    const auto at = email.find('@');
    if (email.size() > 254 || at == std::string_view::npos || at == 0 || at > 64) return false;
    if (email.find('@', at + 1) != std::string_view::npos ||
        email.find_first_of("<>()[]:;,\\\"") != std::string_view::npos)
        return false;
    const auto local = email.substr(0, at);
    if (local.starts_with('.') || local.ends_with('.') || local.contains("..")) return false;
    return is_domain(email.substr(at + 1)) && !has_control_character(email) && !has_white_space(email);
}

bool is_phone(std::string_view phone) {
    if (phone.size() < 8 || phone.size() > 16 || phone[0] != '+' || phone[1] == '0') return false;
    return std::ranges::all_of(phone.substr(1), is_digit);
}

}  // namespace

void check_name(std::string_view name, std::string_view pointer, Faults& faults) {
    const auto length = code_points(name);
    if (length < 1 || length > 200)
        faults.add(std::string(pointer), "must be 1 to 200 characters");
    else if (has_control_character(name))
        faults.add(std::string(pointer), "must not hold control characters");
}

void check_email(std::string_view email, std::string_view pointer, Faults& faults) {
    if (!is_email(email)) faults.add(std::string(pointer), "must be an e-mail address like ann@example.org");
}

void check_phone(std::string_view phone, std::string_view pointer, Faults& faults) {
    if (!is_phone(phone)) faults.add(std::string(pointer), "must be + and 7 to 15 digits, like +4930123456");
}

void check_password(std::string_view password, std::string_view pointer, Faults& faults) {
    const auto length = code_points(password);
    if (length < 10 || length > 128) faults.add(std::string(pointer), "must be 10 to 128 characters");
}

}  // namespace boxoffice::user
