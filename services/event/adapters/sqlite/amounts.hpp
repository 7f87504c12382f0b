#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace boxoffice::event {

/// Numbers by type as a column holds them: "ga=2,vip=1", empty for none.
std::string write_amounts(const std::map<std::string, std::int64_t>& amounts);

/// Throws std::runtime_error for what write_amounts would not give.
std::map<std::string, std::int64_t> read_amounts(std::string_view text);

}  // namespace boxoffice::event
