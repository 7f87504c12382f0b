#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::event {

/// Without blanks, tabs and line breaks (also U+00A0) at its ends.
std::string trim(std::string_view text);

/// Trimmed; nothing when that leaves nothing.
std::optional<std::string> trimmed_or_none(std::string_view text);

/// Line breaks and tabs as one blank each.
std::string one_line(std::string_view text);

/// The trimmed parts between separators; empty ones are left out.
std::vector<std::string> split(std::string_view text, char separator);

/// A web address as browsers read it: blanks within it are percent-encoded.
std::optional<std::string> web_address(std::optional<std::string> text);

/// Whether the bytes are UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

}  // namespace boxoffice::event
