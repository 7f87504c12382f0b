#include "services/user/adapters/postgres/schema.hpp"

#include "generated/user_postgres_migration_files.hpp"

namespace boxoffice::user {

namespace {

postgres::Migration step(int version, std::string_view file) { return {version, file, migration_files(file)}; }

}  // namespace

std::span<const postgres::Migration> database_steps() {
    static const postgres::Migration steps[] = {step(1, "001_users_and_sessions.sql")};
    return steps;
}

}  // namespace boxoffice::user
