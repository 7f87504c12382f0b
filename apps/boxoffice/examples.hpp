#pragma once

#include "apps/boxoffice/program.hpp"

namespace boxoffice {

/// Gives an empty event service a handful of events, so that the first page is not empty; does nothing otherwise.
Task<> add_examples(Program& program);

}  // namespace boxoffice
