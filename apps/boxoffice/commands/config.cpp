#include "apps/boxoffice/commands/commands.hpp"

#include <iostream>

namespace boxoffice::commands {

int config(const Settings& settings) {
    for (const auto& [declared, value, source] : settings.printed()) {
        std::cout << "# " << declared.description;
        if (!declared.unit.empty()) std::cout << " [" << declared.unit << "]";
        std::cout << "\n" << declared.name << "=" << value << "  # " << source << "\n\n";
    }
    return 0;
}

}  // namespace boxoffice::commands
