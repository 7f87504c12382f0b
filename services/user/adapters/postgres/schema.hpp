#pragma once

#include "platform/postgres/migrations.hpp"

namespace boxoffice::user {

/// The schema of the user service's database, step by step.
std::span<const postgres::Migration> database_steps();

}  // namespace boxoffice::user
