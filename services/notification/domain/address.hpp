#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::notification {

/// Whether mail can be sent there: at most 254 bytes, one @, a dot in the domain, no white space or control
/// characters, and none of the characters that mean something in an RFC 5322 address list.
bool is_mail_address(std::string_view text);

/// E.164: a plus and 7 to 15 digits.
bool is_phone_number(std::string_view text);

/// Whether it is 1 to 100 visible ASCII characters: what a booking's id may be.
bool is_reference(std::string_view text);

/// A sender: "Boxoffice <tickets@example.org>", or the bare address.
struct Mailbox {
    std::string name = {};  ///< may be empty
    std::string address = {};

    /// Nothing when the text is neither; the domain may then be a bare host name ("localhost").
    static std::optional<Mailbox> parse(std::string_view text);
    /// What is behind the @.
    std::string domain() const;
};

}  // namespace boxoffice::notification
