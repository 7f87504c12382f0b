#include "services/event/adapters/sqlite/amounts.hpp"

#include <charconv>
#include <stdexcept>

namespace boxoffice::event {

std::string write_amounts(const std::map<std::string, std::int64_t>& amounts) {
    std::string text;
    for (const auto& [type, amount] : amounts) {
        if (!text.empty()) text += ',';
        text.append(type).append("=").append(std::to_string(amount));
    }
    return text;
}

std::map<std::string, std::int64_t> read_amounts(std::string_view text) {
    std::map<std::string, std::int64_t> amounts;
    while (!text.empty()) {
        const auto item = text.substr(0, text.find(','));
        const auto equals = item.find('=');
        std::int64_t amount = 0;
        const auto end = item.data() + item.size();
        if (equals == std::string_view::npos ||
            std::from_chars(item.data() + equals + 1, end, amount) != std::from_chars_result{end, std::errc{}})
            throw std::runtime_error("a stored register is unreadable");
        amounts.emplace_hint(amounts.end(), item.substr(0, equals), amount);
        text.remove_prefix(std::min(item.size() + 1, text.size()));
    }
    return amounts;
}

}  // namespace boxoffice::event
