#pragma once

#include "platform/postgres/pool.hpp"

#include <span>
#include <string_view>

namespace boxoffice::postgres {

/// One step of a database's schema: a numbered SQL file.
struct Migration {
    int version;            ///< 1, 2, 3 …
    std::string_view name;  ///< as in the file's name
    std::string_view sql;   ///< any number of statements; no transaction control
};

/// Brings the database's schema up to date: steps that the table `schema_migrations` does not know are run in order,
/// all in one transaction, under an advisory lock, so that many programs may start at once. Throws std::runtime_error
/// when the schema is newer than the last step; else as Pool does. A step may take a minute.
Task<> migrate(Pool& pool, std::span<const Migration> migrations);

}  // namespace boxoffice::postgres
