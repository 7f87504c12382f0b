#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::http {

/// ASCII letters compare without case.
bool equal_without_case(std::string_view left, std::string_view right);

/// Without spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// Well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong) without NUL.
bool is_clean_utf8(std::string_view text);

/// Decodes %XX (RFC 3986, section 2.1), and `+` as a space where asked; nothing when a triplet is malformed or the
/// result is not clean UTF-8.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// Only printable ASCII: every other byte as %XX. For putting a received path into an answer or a log line.
std::string printable(std::string_view text);

/// Without padding (RFC 4648, section 5).
std::string base64url(std::string_view bytes);
/// Nothing unless `text` is what base64url gives.
std::optional<std::string> base64url_decoded(std::string_view text);

}  // namespace boxoffice::http
