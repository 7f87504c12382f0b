#pragma once

#include "platform/problem/problem.hpp"

#include <string_view>

namespace boxoffice::user {

/// What an account's texts must be. Each adds a fault at `pointer` where the rule is broken. Texts are UTF-8 and
/// trimmed already; lengths count code points unless they say bytes.

/// 1 to 200 without control characters.
void check_name(std::string_view name, std::string_view pointer, Faults& faults);
/// At most 254 bytes, one @ between a local part (at most 64 bytes) and a domain of two labels or more; nothing that
/// would need quoting in a mail's header.
void check_email(std::string_view email, std::string_view pointer, Faults& faults);
/// E.164: + and 7 to 15 digits, the first not 0.
void check_phone(std::string_view phone, std::string_view pointer, Faults& faults);
/// 10 to 128, of any kind (NIST SP 800-63B, section 5.1.1.2).
void check_password(std::string_view password, std::string_view pointer, Faults& faults);

}  // namespace boxoffice::user
