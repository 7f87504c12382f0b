#pragma once

#include <string>
#include <vector>

namespace boxoffice::commands {

/// ": a, b, c" as the end of a line, ten at most and then "…"; nothing for none.
std::string first_few(const std::vector<std::string>& ids);

}  // namespace boxoffice::commands
