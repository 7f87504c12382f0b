#pragma once

#include "platform/mongo/collection.hpp"

struct _mongoc_client_t;

namespace boxoffice::mongo {

/// The engine's database, inside the work that a Client runs: a connection of its own for that long.
class Database {
public:
    Database(_mongoc_client_t& client, std::string_view name) : client_(client), name_(name) {}

    Collection collection(const char* name);
    /// Runs a command of the database; its answer. Throws what `raise` says.
    Document command(const Document& command);
    /// Deletes it with all that it holds.
    void drop();
    const std::string& name() const { return name_; }

private:
    _mongoc_client_t& client_;
    std::string name_;
};

}  // namespace boxoffice::mongo
