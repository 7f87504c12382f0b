#pragma once

#include "platform/mongo/database.hpp"

#include <span>

namespace boxoffice::mongo {

/// The indexes that a service needs on one of its collections.
struct Indexes {
    const char* collection;
    std::vector<Index> indexes;
};

/// Makes the service's collections and indexes, and notes its version in `schema` as {_id: service, version}. Any
/// number of instances may do it at once, and again. Throws std::runtime_error when a newer program was here, which
/// must not be written over; Unavailable when the engine does not answer.
void prepare_schema(Database& database, std::string_view service, std::int64_t version,
                    std::span<const Indexes> indexes);

}  // namespace boxoffice::mongo
