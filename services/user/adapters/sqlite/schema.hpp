#pragma once

#include "platform/sqlite/store.hpp"

#include <span>

namespace boxoffice::user {

/// The schema of the user service's file, step by step.
std::span<const sqlite::Migration> migrations();

}  // namespace boxoffice::user
