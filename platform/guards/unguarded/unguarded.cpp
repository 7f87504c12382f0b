#include "platform/guards/guards.hpp"

#include <cstdlib>
#include <string>

namespace boxoffice {

bool left_out(Guard guard) {
    static const auto* const named = std::getenv("LEAVE_OUT_GUARDS");
    if (named == nullptr) return false;
    const auto list = "," + std::string(named) + ",";
    return list.find("," + std::string(name_of(guard)) + ",") != std::string::npos;
}

}  // namespace boxoffice
