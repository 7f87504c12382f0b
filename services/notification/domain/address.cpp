#include "services/notification/domain/address.hpp"

namespace boxoffice::notification {

namespace {

constexpr std::string_view not_in_addresses = "<>()[]\\,;:\"";

bool is_address_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != 0x7F && !not_in_addresses.contains(c);
}

// Without the rule that the domain has a dot.
bool is_plain_address(std::string_view text) {
    const auto at = text.find('@');
    return text.size() <= 254 && at != text.npos && at > 0 && at + 1 < text.size() && text.rfind('@') == at &&
           std::ranges::all_of(text, is_address_character);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

bool is_mail_address(std::string_view text) {
    if (!is_plain_address(text)) return false;
    const auto domain = text.substr(text.find('@') + 1);
    const auto dot = domain.find('.');
    return dot != domain.npos && dot > 0 && domain.back() != '.';
}

bool is_phone_number(std::string_view text) {
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' &&
           std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_reference(std::string_view text) {
    return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<Mailbox> Mailbox::parse(std::string_view text) {
    Mailbox mailbox;
    const auto bracket = text.find('<');
    if (bracket == text.npos) {
        mailbox.address = trimmed(text);
    } else {
        if (!trimmed(text).ends_with('>')) return std::nullopt;
        mailbox.name = trimmed(text.substr(0, bracket));
        const auto rest = trimmed(text.substr(bracket + 1));
        mailbox.address = trimmed(rest.substr(0, rest.size() - 1));
    }
    if (!is_plain_address(mailbox.address)) return std::nullopt;
    if (std::ranges::any_of(mailbox.name, [](unsigned char c) { return c < ' ' || c == 0x7F; })) return std::nullopt;
    return mailbox;
}

std::string Mailbox::domain() const { return address.substr(address.find('@') + 1); }

}  // namespace boxoffice::notification
