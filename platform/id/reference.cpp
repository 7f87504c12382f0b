#include "platform/id/reference.hpp"

#include <algorithm>

namespace boxoffice {

std::string reference(std::string_view id) {
    if (id.size() < 8) return std::string(id);
    std::string digits(id.substr(id.size() - 8));
    std::ranges::transform(digits, digits.begin(), [](char digit) {
        return digit >= 'a' && digit <= 'z' ? static_cast<char>(digit - 32) : digit;
    });
    return digits.insert(4, "-");
}

}  // namespace boxoffice
