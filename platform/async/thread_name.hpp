#pragma once

#include <string>

namespace boxoffice {

/// Names the calling thread, as process lists, debuggers and tracers show it. The kernel keeps the first 15 bytes.
void name_this_thread(const std::string& name);

}  // namespace boxoffice
