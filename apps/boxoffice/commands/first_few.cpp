#include "apps/boxoffice/commands/first_few.hpp"

#include <algorithm>

namespace boxoffice::commands {

std::string first_few(const std::vector<std::string>& ids) {
    constexpr std::size_t ids_max = 10;
    std::string named;
    for (std::size_t i = 0; i < std::min(ids.size(), ids_max); ++i) named += (i == 0 ? ": " : ", ") + ids[i];
    return named + (ids.size() > ids_max ? ", …" : "");
}

}  // namespace boxoffice::commands
